import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import Testing
import Tracing

@Suite("Samplers")
struct SamplerTests {
    private func parent(sampled: Bool, remote: Bool) -> SpanContext {
        SpanContext(
            traceID: OTLP.TraceID(high: 1, low: 2),
            spanID: OTLP.SpanID(3),
            flags: sampled ? [.sampled, .random] : [.random],
            traceState: "a=1",
            isRemote: remote
        )
    }

    @Test(
        "A parent-based sampler does what the parent did, and asks another about roots",
        arguments: [(true, true, true), (true, false, true), (false, true, false), (false, false, false)]
    )
    func parentBased(sampled: Bool, remote: Bool, expected: Bool) {
        for root in [AlwaysOnSampler(), AlwaysOffSampler()] as [any Sampler] {
            let sampler = ParentBasedSampler(root: root)
            let request = SamplingRequest(
                parent: parent(sampled: sampled, remote: remote),
                traceID: OTLP.TraceID(high: 1, low: 2),
                name: "x",
                kind: .internal
            )
            #expect(sampler.decide(request).verdict == (expected ? .recordAndSample : .drop))
            var rootRequest = request
            rootRequest.parent = nil
            #expect(sampler.decide(rootRequest) == root.decide(rootRequest))
        }
    }

    @Test("A span that is not sampled keeps the trace and the caller's context going")
    func dropped() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.sampler = ParentBasedSampler(root: AlwaysOffSampler()) }
        let tracer = telemetry.tracer
        var context = ServiceContext.topLevel
        context.spanContext = parent(sampled: false, remote: true)
        context.baggage = Baggage()
        context.baggage?["user"] = Baggage.Entry("7")
        tracer.withSpan("outer", context: context) { outer in
            #expect(!outer.isRecording)
            #expect(outer.context.baggage?["user"]?.value == "7")
            tracer.withSpan("inner") { inner in
                #expect(inner.spanContext.traceID == OTLP.TraceID(high: 1, low: 2))
                #expect(inner.spanContext.spanID != outer.spanContext.spanID)
                #expect(inner.spanContext.flags == .random)
                #expect(inner.spanContext.traceState == "a=1")
                #expect(inner.context.baggage?["user"]?.value == "7")
                inner.attributes["ignored"] = 1
                #expect(inner.attributes.isEmpty)
                var headers: [String: String] = [:]
                tracer.inject(inner.context, into: &headers, using: Headers())
                #expect(headers["traceparent"] == "00-00000000000000010000000000000002-\(inner.spanContext.spanID)-02")
                #expect(headers["baggage"] == "user=7")
            }
        }
        #expect(try await telemetry.spans(in: collector).isEmpty)
        #expect(telemetry.ledger.ended == 0)
    }

    @Test("A sampler may give attributes and a trace state, and record without exporting")
    func decisions() async throws {
        struct ByName: Sampler {
            func decide(_ request: SamplingRequest) -> SamplingDecision {
                request.name == "quiet"
                    ? SamplingDecision(.recordOnly)
                    : SamplingDecision(.recordAndSample, attributes: ["rule": "name"], traceState: request.parent == nil ? "ot=th:8" : nil)
            }
        }
        let (telemetry, collector) = Telemetry.collecting { $0.sampler = ByName() }
        let tracer = telemetry.tracer
        tracer.withSpan("loud") { _ in
            tracer.withSpan("quiet") { span in
                span.attributes["seen"] = 1
                #expect(span.isRecording && span.attributes.get("seen") == 1)
                #expect(!span.spanContext.isSampled)
                tracer.withSpan("leaf") { _ in }
            }
        }
        let spans = try await telemetry.spans(in: collector)
        #expect(spans.map(\.name) == ["leaf", "loud"])
        #expect(spans.allSatisfy { $0.attributes == [OTLP.KeyValue("rule", "name")] && $0.traceState == "ot=th:8" })
    }

    @Test("A ratio is kept within 0 and 1", arguments: [(-1, 0), (0, 0), (0.5, 0.5), (1, 1), (7, 1), (.nan, 1)] as [(Double, Double)])
    func ratios(given: Double, used: Double) {
        let sampler = TraceIDRatioSampler(ratio: given)
        #expect(sampler.ratio == used)
        let ids = RandomIDGenerator()
        let count = (0..<4000).count { _ in
            sampler.decide(SamplingRequest(parent: nil, traceID: ids.traceID(), name: "x", kind: .internal)).verdict == .recordAndSample
        }
        #expect(abs(Double(count) - 4000 * used) < (used == 0.5 ? 250 : 1))
    }

    @Test("The ratio sampler decides as the Python SDK does", .needs(.otlp))
    func python() async throws {
        let ids = RandomIDGenerator()
        let edges: [UInt64] = [0, 1, 1 << 62, 1 << 63, (1 << 63) - 1, .max, 0x1999_9999_9999_999A, 0x1999_9999_9999_9999]
        let traces = edges.map { OTLP.TraceID(high: 7, low: $0) } + (0..<500).map { _ in ids.traceID() }
        let ratios = [0, 0.001, 0.1, 0.25, 0.5, 0.9, 1]
        let script = """
            import sys
            from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
            for line in sys.stdin:
                ratio, trace = line.split()
                print(TraceIdRatioBased(float(ratio)).should_sample(None, int(trace, 16), "x").decision.name)
            """
        let questions = ratios.flatMap { ratio in traces.map { (ratio, $0) } }
        let input = questions.map { "\($0.0) \($0.1)\n" }.joined()
        let outcome = try await Program.python(.otlp, script: script).run(input: Array(input.utf8))
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        let answers = outcome.text.split(separator: "\n")
        try #require(answers.count == questions.count)
        for (question, answer) in zip(questions, answers) {
            let request = SamplingRequest(parent: nil, traceID: question.1, name: "x", kind: .internal)
            let isSampled = TraceIDRatioSampler(ratio: question.0).decide(request).verdict == .recordAndSample
            #expect(isSampled == (answer == "RECORD_AND_SAMPLE"), "\(question.1) at \(question.0)")
        }
    }
}
