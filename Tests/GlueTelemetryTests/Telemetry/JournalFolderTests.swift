import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import Logging
import Testing
import Tracing

@Suite("Telemetry with a journal in a folder")
struct JournalFolderTests {
    private func telemetry(_ folder: TemporaryFolder, _ destinations: any TelemetryDestination...) -> Telemetry {
        var settings = TelemetrySettings(destinations: destinations, logger: .silent)
        settings.journal = JournalDirectory(path: folder.path("journal"))
        return Telemetry(settings)
    }

    @Test("What was left at the shutdown is exported by the next start, once, each signal for itself")
    func nextStart() async throws {
        try await TemporaryFolder.with { folder in
            let signals = Set(OTLP.Signal.allCases)
            let dead = telemetry(folder, Away(name: "collector", signals: signals))
            for number in 0..<1000 { dead.tracer.withSpan("span \(number)") { _ in } }
            Logger(label: "test") { dead.logHandler(label: $0) }.info("left behind")
            let ledger = await dead.shutdown(within: .milliseconds(50))
            #expect(ledger["collector"] == .init(name: "collector", queued: 1000) && ledger.ended == 1000)
            #expect(dead.ledger(of: .logs)["collector"]?.queued == 1)

            let collector = TelemetryCollector(signals: signals)
            let next = telemetry(folder, collector)
            #expect(await next.forceFlush(within: .seconds(60)))
            #expect(collector.traces.spans.map(\.name) == (0..<1000).map { "span \($0)" })
            #expect(collector.logs.records.map(\.body) == ["left behind"])
            #expect(next.ledger.isSettled && next.ledger.ended == 1000)
            await next.shutdown()

            let third = TelemetryCollector(signals: signals)
            let last = telemetry(folder, third)
            #expect(await last.forceFlush(within: .seconds(60)))
            #expect(third.traces.spans.isEmpty && third.logs.records.isEmpty)
            await last.shutdown()
        }
    }

    @Test("What one destination took is not sent to it again, and the other gets it")
    func twoDestinations() async throws {
        try await TemporaryFolder.with { folder in
            let (first, second) = (TelemetryCollector(name: "first"), TelemetryCollector(name: "second"))
            let one = telemetry(folder, first, Away(name: "second"))
            for number in 0..<10 { one.tracer.withSpan("span \(number)") { _ in } }
            _ = await one.forceFlush(within: .milliseconds(50))
            #expect(first.take().spans.count == 10)
            await one.shutdown(within: .zero)

            let two = telemetry(folder, first, second)
            #expect(await two.forceFlush(within: .seconds(60)))
            #expect(first.traces.spans.isEmpty && second.traces.spans.count == 10)
            #expect(two.ledger.isSettled && two.ledger.ended == 10)
            await two.shutdown()
        }
    }

    @Test("A record that a destination calls bad is kept aside as a file that tells what it was")
    func rejected() async throws {
        try await TemporaryFolder.with { folder in
            try await FaultyCollector.running(then: .refusing("bad")) { running in
                let destination = try OTLPHTTPDestination(OTLPHTTPSettings(endpoint: running.endpoint), name: "http")
                let telemetry = telemetry(folder, destination)
                for name in ["good", "bad", "fine"] { telemetry.tracer.withSpan(name) { _ in } }
                #expect(await telemetry.forceFlush(within: .seconds(60)))
                #expect(telemetry.ledger["http"] == .init(name: "http", acknowledged: 2, dropped: [.rejected: 1]))
                await telemetry.shutdown()
                let kept = try JournalInspection(path: folder.path("journal")).rejected
                #expect(kept.count == 1)
                let traces = try OTLP.Traces(protobuf: folder.bytes(of: String(kept[0].dropFirst(folder.path("").count))))
                #expect(traces.spans.map(\.name) == ["bad"])
            }
        }
    }

    @Test("A clock that is set back neither loses a span nor makes one that ends before it began")
    func clockSetBack() async throws {
        try await TemporaryFolder.with { folder in
            let now = Box<UInt64>(1_800_000_000_000_000_000)
            let collector = TelemetryCollector()
            var settings = TelemetrySettings(spanClock: SpanClock { now.value }, logger: .silent)
            settings.journal = JournalDirectory(path: folder.path("journal"))
            settings.destinations = [Away(name: "collector")]
            let first = Telemetry(settings)
            first.tracer.withSpan("before") { _ in now.change { $0 -= 3_600_000_000_000 } }
            first.tracer.withSpan("after") { _ in now.change { $0 += 1000 } }
            await first.shutdown(within: .zero)

            now.change { $0 -= 86_400_000_000_000 }
            settings.destinations = [collector]
            let second = Telemetry(settings)
            #expect(await second.forceFlush(within: .seconds(60)))
            let spans = collector.traces.spans
            #expect(spans.map(\.name) == ["before", "after"])
            #expect(spans.allSatisfy { $0.endTimeUnixNano >= $0.startTimeUnixNano })
            #expect(second.ledger.isSettled)
            await second.shutdown()
        }
    }

    @Test("A folder that cannot be written to costs nothing but its point: the spans wait in memory, and it is said")
    func unwritable() async throws {
        try await TemporaryFolder.with { folder in
            // Not even root makes a folder of a file.
            try folder.write([1], to: "journal")
            let collector = TelemetryCollector()
            let telemetry = telemetry(folder, collector)
            for _ in 0..<10 { telemetry.tracer.withSpan("work") { _ in } }
            #expect(telemetry.journalStatus(of: .traces).problem?.contains(folder.path("journal")) == true)
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            #expect(collector.traces.spans.count == 10 && telemetry.ledger.isSettled)
            await telemetry.shutdown()
        }
    }
}

/// A destination that is never there.
private struct Away: TelemetryDestination {
    let name: String
    var signals: Set<OTLP.Signal> = [.traces]

    func export(_ batch: ExportBatch) async -> ExportOutcome { .unavailable(reason: "away") }
}
