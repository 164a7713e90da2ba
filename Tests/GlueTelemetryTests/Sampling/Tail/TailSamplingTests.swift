import GlueOTLP
import GlueTelemetry
import Testing
import Tracing

@Suite("Tail sampling")
struct TailSamplingTests {
    private struct Failure: Error {}

    private func collecting(_ sampling: TailSampling) -> (telemetry: Telemetry, collector: TelemetryCollector) {
        Telemetry.collecting { $0.tailSampling = sampling }
    }

    @Test(
        "A trace is kept as a whole for one of its spans",
        arguments: [
            ("errors", KeepRule.errors), ("slow", .slow(.milliseconds(1))), ("cost", .cost(0.5)), ("names", .names(["special"])),
            ("attribute", .attribute("tier", equals: "gold")), ("own", KeepRule { $0.kind == .producer }),
        ]
    )
    func rules(name: String, rule: KeepRule) async throws {
        let (telemetry, collector) = collecting(TailSampling(keep: [rule]))
        let tracer = telemetry.tracer
        let usual = tracer.startSpan("usual", at: At(1))
        tracer.startSpan("step", context: usual.context, at: At(1_000)).end(at: At(900_000))
        usual.end(at: At(900_000))
        #expect(telemetry.ledger.destinations[0].dropped == [.sampled: 2])
        let root = tracer.startSpan("root", at: At(0))
        tracer.startSpan("before", context: root.context, at: At(0)).end(at: At(1))
        let special = tracer.startSpan(
            name == "names" ? "special" : "step",
            context: root.context,
            ofKind: name == "own" ? .producer : .internal,
            at: At(0)
        )
        if name == "errors" { special.setStatus(SpanStatus(code: .error)) }
        if name == "cost" { special.set("gluellm.cost.usd", 0.5) }
        if name == "attribute" { special.set("tier", "gold") }
        special.end(at: At(name == "slow" ? 1_000_000 : 999_999))
        #expect(telemetry.ledger.destinations[0].queued == 2)
        root.end(at: At(1))
        tracer.startSpan("after", context: root.context, at: At(0)).end(at: At(1))
        let spans = try await telemetry.spans(in: collector)
        #expect(spans.map(\.name).sorted() == ["before", "after", "root", special.operationName].sorted())
        #expect(telemetry.ledger.destinations[0].dropped == [.sampled: 2] && telemetry.ledger.ended == 6)
    }

    @Test("The local root is the span whose parent is elsewhere, sampled as the caller says")
    func remote() async throws {
        let (telemetry, collector) = collecting(TailSampling(keep: [.errors]))
        var context = ServiceContext.topLevel
        context.spanContext = SpanContext(traceID: OTLP.TraceID(high: 1, low: 2), spanID: OTLP.SpanID(3), flags: .sampled, isRemote: true)
        try? telemetry.tracer.withSpan("server", context: context) { _ in
            try telemetry.tracer.withSpan("work") { _ in throw Failure() }
        }
        #expect(try await telemetry.spans(in: collector).map(\.name) == ["work", "server"])
    }

    @Test("What is undecided at the shutdown is decided by what is known, then sent")
    func shutdown() async throws {
        let (telemetry, collector) = collecting(TailSampling(keep: [.errors]))
        let tracer = telemetry.tracer
        let failed = tracer.startSpan("failed root")
        try? tracer.withSpan("failed", context: failed.context) { _ in throw Failure() }
        let fine = tracer.startSpan("fine root")
        tracer.withSpan("fine", context: fine.context) { _ in }
        #expect(try await telemetry.spans(in: collector).isEmpty)
        #expect(telemetry.ledger.destinations[0].queued == 2)
        let ledger = await telemetry.shutdown(within: .seconds(10))
        #expect(collector.traces.spans.map(\.name) == ["failed"])
        #expect(ledger.addsUp && ledger.destinations[0].dropped == [.sampled: 1] && ledger.destinations[0].queued == 0)
        #expect(telemetry.earlyDecisions == 2)
    }

    @Test("Many tasks at once: every trace is whole or gone, and the ledger adds up")
    func concurrency() async throws {
        let (telemetry, collector) = collecting(TailSampling(keep: [.errors], maximumTraces: 1000))
        let tracer = telemetry.tracer
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<50 {
                        await tracer.withSpan("root") { _ in
                            await withThrowingTaskGroup(of: Void.self) { group in
                                for child in 0..<3 {
                                    group.addTask {
                                        try tracer.withSpan("child") { _ in if (number + task) % 5 == 0, child == 1 { throw Failure() } }
                                    }
                                }
                                // Not the first failure alone: every child ends within the root.
                                while let result = await group.nextResult() { if case .failure(let error) = result { _ = error } }
                            }
                        }
                    }
                }
            }
        }
        let spans = try await telemetry.spans(in: collector)
        let traces = Dictionary(grouping: spans, by: \.traceID)
        #expect(traces.count == 80 && traces.values.allSatisfy { $0.count == 4 })
        #expect(telemetry.ledger.ended == 1600 && telemetry.ledger.destinations[0].dropped == [.sampled: 1280])
    }
}
