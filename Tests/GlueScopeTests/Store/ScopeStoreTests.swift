import GRDB
import GlueOTLP
import GlueReplay
import GlueTestSupport
import Testing

@testable import GlueScope

@Suite("The store")
struct ScopeStoreTests {
    @Test("What was added is there, span for span, also for another process and after a reopening")
    func addedIsThere() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.path("scope.db")
            let spans = [
                Make.span(1, 1, name: "root", seconds: 3, Make.call("m") + Make.said("How are you?", "Well.")),
                Make.span(1, 2, parent: 1, name: "tool", [.init("gen_ai.operation.name", "execute_tool"), .init("gen_ai.tool.name", "t")]),
            ]
            do {
                let store = try ScopeStore(path: path)
                #expect(try await store.add(Make.traces(spans)) == .init())
                let error = #expect(throws: StoreError.self) { try ScopeStore(path: path) }
                #expect(error == .inUse(path: path))
                let archive = try #require(ScopeArchive(path: path))
                #expect(try archive.telemetry().traces.spans.map(\.sorted) == spans.map(\.sorted))
            }
            let store = try ScopeStore(path: path)
            let file = try #require(try await store.trace(Make.trace(1)))
            #expect(file.traces.spans.map(\.sorted) == spans.map(\.sorted))
            #expect(file.traces.resourceSpans[0].resource?.attributes["service.name"] == "shop")
            #expect(try await store.trace(Make.trace(2)) == nil)
            let figures = try await store.figures()
            #expect(figures.spans == 2)
            #expect(figures.traces == 1)
        }
    }

    @Test("A span that comes twice is stored once, in one request and in several")
    func duplicates() async throws {
        try await ScopeStore.with { store async throws in
            let span = Make.span(1)
            #expect(try await store.add(Make.traces([span, span, Make.span(1, 2)])).duplicates == 1)
            #expect(try await store.add(Make.traces([span, Make.span(1, 3)])).duplicates == 1)
            #expect(try await store.add(Make.traces([span])).duplicates == 1)
            #expect(try await store.figures().spans == 3)
            #expect(try await store.trace(Make.trace(1))?.traces.spans.map(\.spanID.value).sorted() == [1, 2, 3])
        }
    }

    @Test("Spans without ids are told, the others are kept")
    func invalid() async throws {
        try await ScopeStore.with { store async throws in
            var nameless = Make.span(1)
            nameless.traceID = .none
            #expect(try await store.add(Make.traces([nameless, Make.span(1, 0), Make.span(2)])).invalid == 2)
            #expect(try await store.figures().spans == 1)
        }
    }

    @Test("Late spans join their trace in whatever part it lies, and the root gives its name")
    func late() async throws {
        try await ScopeStore.with(tracesPerPart: 2) { store async throws in
            for trace in UInt64(1)...9 { try await store.add(Make.traces([Make.span(trace, 2, parent: 1, name: "child")])) }
            #expect(try await store.read { try Part.all(in: $0).count } == 5)
            // Of two traces in two older parts, and of a new one, in one request.
            try await store.add(
                Make.traces([
                    Make.span(3, 1, name: "root 3", seconds: 9), Make.span(1, 1, name: "root 1", at: 0, seconds: 20),
                    Make.span(10, 1, name: "ten"),
                ])
            )
            let all = try await store.traces().traces
            #expect(all.map(\.name) == ["ten", "child", "child", "child", "child", "child", "child", "root 3", "child", "root 1"])
            #expect(all.map(\.id.low) == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
            #expect(all.last?.duration == .seconds(20))
            #expect(try await store.trace(Make.trace(1))?.traces.spans.map(\.name).sorted() == ["child", "root 1"])
            #expect(try await store.trace(Make.trace(3))?.traces.spans.count == 2)
            #expect(try await store.figures().traces == 10)
        }
    }

    @Test("A span that was open is taken for ended once it has, and never runs for ever")
    func open() async throws {
        let clock = TestClock()
        try await ScopeStore.with(clock: clock) { store async throws in
            try await store.add(Make.traces([Make.span(1, seconds: 0, Make.call("m")), Make.span(2, 2, parent: 1)]))
            #expect(try await store.traces().traces.map(\.state) == [.running, .running])
            try await store.add(Make.traces([Make.span(1, seconds: 4, Make.call("m"))]))
            try await store.settle(clock)
            let ended = try #require(try await store.traces().traces.last)
            #expect(ended.state == .complete)
            #expect(ended.duration == .seconds(4))
            #expect(ended.spans == 1)
            #expect(try await store.figures().spans == 2)
            #expect(try await store.trace(Make.trace(1))?.traces.spans.map(\.endTimeUnixNano) == [1_800_000_005_000_000_000])
            clock.second += TraceSummary.patience + 1
            #expect(try await store.traces().traces.first?.state == .interrupted)
        }
    }

    @Test("Conversations are read once a trace is at rest, also after a restart in between")
    func conversations() async throws {
        let clock = TestClock()
        try await TemporaryFolder.with { folder async throws in
            let path = folder.path("scope.db")
            do {
                let store = try ScopeStore(path: path, StoreSettings(), now: { clock.second })
                try await store.add(
                    Make.traces([Make.span(1, Make.call("gpt-4o-mini", input: 1000, output: 100) + Make.said("Is it far?", "No."))])
                )
                #expect(try await store.readConversations() == 0)
                #expect(try await store.traces().traces.first?.prompt == nil)
            }
            let store = try ScopeStore(path: path, StoreSettings(), now: { clock.second })
            // The first write reads what there is to do.
            try await store.retire()
            try await store.settle(clock)
            let trace = try #require(try await store.traces().traces.first)
            #expect(trace.prompt == "Is it far?")
            #expect(trace.answer == "No.")
            #expect(trace.calls == 1)
            #expect(trace.inputTokens == 1000)
            #expect(try #require(trace.cost).isNear(1000 * 0.15e-6 + 100 * 0.6e-6))
        }
    }

    @Test("Tokens and cost count once, whatever spans tell them again")
    func countedOnce() async throws {
        let clock = TestClock()
        try await ScopeStore.with(clock: clock) { store async throws in
            let agent = Make.span(
                1,
                1,
                name: "invoke_agent a",
                seconds: 5,
                [
                    .init("gen_ai.operation.name", "invoke_agent"), .init("gen_ai.usage.input_tokens", 30),
                    .init("gen_ai.usage.output_tokens", 15),
                ]
            )
            let calls = (2...4).map { Make.span(1, UInt64($0), parent: 1, Make.call("gpt-4o-mini")) }
            try await store.add(Make.traces([agent] + calls))
            try await store.settle(clock)
            let trace = try #require(try await store.traces().traces.first)
            #expect(trace.calls == 3)
            #expect(trace.inputTokens == 30)
            #expect(trace.outputTokens == 15)
            let sums = try await store.read { try Rollup.whole(in: $0) }
            #expect(sums.reduce(0) { $0 + $1.sum.input } == 30)
            #expect(sums.first { $0.series.model == "gpt-4o-mini" }?.sum.count == 3)
        }
    }

    @Test("What is older than may be goes, part by part, with its sums and sessions")
    func retirementByAge() async throws {
        let clock = TestClock()
        try await ScopeStore.with(tracesPerPart: 2, StoreSettings(age: .seconds(1000), bytes: nil), clock: clock) { store async throws in
            for trace in UInt64(1)...4 {
                try await store.add(
                    Make.traces([Make.span(trace, Make.call("m", [.init("gen_ai.conversation.id", .string("s\(trace)"))]))])
                )
            }
            clock.second += 500
            for trace in UInt64(501)...503 { try await store.add(Make.traces([Make.span(trace, Make.call("m"))])) }
            #expect(try await store.retire() == 0)
            clock.second += 600
            #expect(try await store.retire() == 4)
            #expect(try await store.traces().traces.map(\.id.low) == [503, 502, 501])
            #expect(try await store.figures().sessions == 0)
            #expect(try await store.figures().spans == 3)
            clock.second += 5000
            try await store.retire()
            #expect(try await store.traces().traces.isEmpty)
            try await store.add(Make.traces([Make.span(7000)]))
            #expect(try await store.traces().traces.map(\.id.low) == [7000])
        }
    }

    @Test("A file that may have so many bytes has no more, and keeps what came last")
    func retirementBySize() async throws {
        let bound = 2 << 20
        try await ScopeStore.with(StoreSettings(age: nil, bytes: bound)) { store async throws in
            for round in UInt64(0)..<60 {
                let spans = (UInt64(0)..<100).map { index -> OTLP.Span in
                    let number = round * 100 + index + 1
                    return Make.span(number, Make.call("m") + Make.said("question \(number) \(UInt64.random(in: 0 ... .max))", "answer"))
                }
                try await store.add(Make.traces(spans))
                try await store.retire()
            }
            let figures = try await store.figures()
            #expect(figures.bytes <= bound)
            #expect(figures.spans > 500)
            #expect(figures.spans < 6000)
            #expect(try await store.traces().traces.first?.id.low == 6000)
            #expect(try await store.found("question 6000") == [6000])
            #expect(try await store.trace(Make.trace(1)) == nil)
        }
    }

    @Test("Another program's database, a text file and a missing folder are told apart and left alone")
    func foreign() async throws {
        try await TemporaryFolder.with { folder async throws in
            try folder.write(
                Array("This is no database, however long it may be.".utf8) + [UInt8](repeating: 65, count: 4096),
                to: "text.db"
            )
            #expect(
                #expect(throws: StoreError.self) { try ScopeStore(path: folder.path("text.db")) } == .notScope(path: folder.path("text.db"))
            )
            #expect(ScopeArchive(path: folder.path("text.db")) == nil)
            let other = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('create table t (a)'); c.commit()"
            let made = try await Program("/usr/bin/env", ["python3", "-c", other, folder.path("other.db")]).run()
            try #require(made.exitCode == 0)
            #expect(
                #expect(throws: StoreError.self) { try ScopeStore(path: folder.path("other.db")) }
                    == .notScope(path: folder.path("other.db"))
            )
            #expect(throws: StoreError.self) { try ScopeStore(path: folder.path("no/such/folder.db")) }
        }
    }

    @Test("A sender that hangs up ends nobody else's work, and what it brought is kept")
    func cancelled() async throws {
        try await ScopeStore.with { store async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for trace in UInt64(1)...200 {
                    group.addTask {
                        let task = Task { try await store.add(Make.traces([Make.span(trace)])) }
                        if trace % 3 == 0 { task.cancel() }
                        _ = try await task.value
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.figures().spans == 200)
        }
    }

    @Test("A database of a later version is told as such and left alone")
    func newer() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.path("scope.db")
            do {
                let store = try ScopeStore(path: path)
                try await store.add(Make.traces([Make.span(1)]))
                try await store.file.pool.write { try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('2999')") }
            }
            #expect(#expect(throws: StoreError.self) { try ScopeStore(path: path) } == .newer(path: path))
        }
    }

    @Test("Annotations stay with their trace and go out as evaluation events")
    func annotations() async throws {
        try await ScopeStore.with { store async throws in
            try await store.add(Make.traces([Make.span(1, 1), Make.span(1, 2, parent: 1)]))
            try await store.add(
                Annotation(traceID: Make.trace(1), name: "quality", label: "good", score: 0.9, note: "as it should be", created: 7)
            )
            try await store.add(Annotation(traceID: Make.trace(1), spanID: OTLP.SpanID(2), name: "tone", label: "rude", created: 8))
            let spans = try #require(try await store.trace(Make.trace(1))).traces.spans
            let event = try #require(spans.first { $0.spanID.value == 1 }?.events.first)
            #expect(event.name == "gen_ai.evaluation.result")
            #expect(event.attributes["gen_ai.evaluation.name"] == "quality")
            #expect(event.attributes["gen_ai.evaluation.score.label"] == "good")
            #expect(event.attributes["gen_ai.evaluation.score.value"] == 0.9)
            #expect(event.attributes["gen_ai.evaluation.explanation"] == "as it should be")
            #expect(spans.first { $0.spanID.value == 2 }?.events.first?.attributes["gen_ai.evaluation.name"] == "tone")
            let all = try await store.read { try Annotation.all(of: Make.trace(1), in: $0) }
            // Spans that came in several requests, with a root and without: it is told once.
            for trace in UInt64(5)...6 {
                for span in UInt64(1)...3 {
                    try await store.add(Make.traces([Make.span(trace, span, parent: span > 1 || trace == 6 ? 9 : 0)]))
                }
                try await store.add(Annotation(traceID: Make.trace(trace), name: "once", label: "yes", created: 9))
            }
            let archive = try #require(ScopeArchive(path: store.path))
            for spans in [try archive.telemetry().traces.spans, try await store.trace(Make.trace(6))?.traces.spans ?? []] {
                let told = spans.filter { $0.traceID == Make.trace(6) }.flatMap(\.events)
                #expect(told.count == 1)
            }
            let rooted = try archive.telemetry().traces.spans.filter { $0.traceID == Make.trace(5) && !$0.events.isEmpty }
            #expect(rooted.map(\.spanID.value) == [1])
            try await store.remove(all[0])
            #expect(try await store.read { try Annotation.all(of: Make.trace(1), in: $0) }.map(\.name) == ["tone"])
        }
    }

    @Test("Log records and metrics are kept beside the trace that they name, whichever came first")
    func joined() async throws {
        try await ScopeStore.with { store async throws in
            let logs = OTLP.Logs([
                OTLP.ResourceLogs(scopeLogs: [
                    OTLP.ScopeLogs(logRecords: [
                        OTLP.LogRecord(timeUnixNano: 5, body: "the drawbridge is up", traceID: Make.trace(1), spanID: OTLP.SpanID(1)),
                        OTLP.LogRecord(timeUnixNano: 6, body: "nobody's record"),
                    ])
                ])
            ])
            try await store.add(logs)
            try await store.add(Make.traces([Make.span(1)]))
            #expect(try await store.trace(Make.trace(1))?.logs.records.map(\.body) == ["the drawbridge is up"])
            #expect(try await store.found("drawbridge") == [1])
            var exemplar = OTLP.Exemplar()
            exemplar.traceID = Make.trace(1)
            exemplar.value = .double(0.25)
            var point = OTLP.HistogramDataPoint()
            point.exemplars = [exemplar]
            let metric = OTLP.Metric(name: "latency", unit: "s", data: .histogram([point], .cumulative))
            try await store.add(OTLP.Metrics([OTLP.ResourceMetrics(scopeMetrics: [OTLP.ScopeMetrics(metrics: [metric])])]))
            #expect(try await store.read { try StoredTrace.metrics(of: Make.trace(1), in: $0).metrics } == [metric])
            #expect(try await store.read { try StoredTrace.metrics(of: Make.trace(2), in: $0).metrics.isEmpty })
        }
    }

    @Test("Every recorded trace of other tools comes out with the same exchanges")
    func samples() async throws {
        for name in try FixtureTraces.names() {
            try await ScopeStore.with { store async throws in
                let file = try TelemetryFile(bytes: try Fixtures.bytes("traces/\(name)"))
                try await store.add(file.traces)
                try await store.add(file.logs)
                var stored = TelemetryFile()
                for trace in try await store.traces().traces.reversed() { stored.append(try #require(try await store.trace(trace.id))) }
                let ids = Set(stored.traces.spans.map(\.spanID))
                #expect(ids == Set(file.traces.spans.map(\.spanID)), "\(name)")
                let before = (try? Recording(file))?.exchanges.map { $0.json } ?? []
                let after = (try? Recording(stored))?.exchanges.map { $0.json } ?? []
                #expect(before == after, "\(name)")
            }
        }
    }
}

extension OTLP.Span {
    /// With its attributes in an order of their names: content is kept apart and comes last.
    var sorted: OTLP.Span {
        var span = self
        span.attributes.sort { $0.key < $1.key }
        return span
    }
}

extension Double {
    func isNear(_ other: Double) -> Bool { abs(self - other) <= 1e-9 + abs(other) * 1e-6 }
}
