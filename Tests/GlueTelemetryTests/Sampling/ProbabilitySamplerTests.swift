import GlueOTLP
import GlueTelemetry
import Testing
import Tracing

@Suite("Probability sampler")
struct ProbabilitySamplerTests {
    private func decide(_ probability: Double, _ low: UInt64, state: String? = nil) -> SamplingDecision {
        let traceID = OTLP.TraceID(high: 1, low: low)
        let parent = state.map { SpanContext(traceID: traceID, spanID: OTLP.SpanID(1), flags: [], traceState: $0, isRemote: true) }
        return ProbabilitySampler(probability: probability)
            .decide(SamplingRequest(parent: parent, traceID: traceID, name: "x", kind: .internal))
    }

    @Test(
        "The threshold is written in as many digits as it needs, and compared with the last 56 bits of the id",
        arguments: [
            (1, 0, "ot=th:0"), (0.5, 0x80_0000_0000_0000, "ot=th:8"), (0.5, 0x7F_FFFF_FFFF_FFFF, nil),
            (0.25, 0xC0_0000_0000_0000, "ot=th:c"),
            (0.25, 0xBF_FFFF_FFFF_FFFF, nil), (0.0625, 0xF0_0000_0000_0000, "ot=th:f"), (0, 0xFF_FFFF_FFFF_FFFF, nil),
            // The first byte of the eight does not count.
            (0.5, 0xFF00_0000_0000_0000, nil), (0x1p-56, 0xFF_FFFF_FFFF_FFFF, "ot=th:ffffffffffffff"), (-1, .max, nil), (7, 0, "ot=th:0"),
            (.nan, 0, "ot=th:0"),
        ] as [(Double, UInt64, String?)]
    )
    func thresholds(probability: Double, low: UInt64, state: String?) {
        let decision = decide(probability, low)
        #expect(decision.verdict == (state == nil ? .drop : .recordAndSample))
        #expect(decision.traceState == state ?? "")
    }

    @Test(
        "Randomness that the trace state gives counts instead of the id; what else is in it goes on",
        arguments: [
            ("ot=rv:80000000000000", "ot=th:8;rv:80000000000000"), ("ot=rv:7fffffffffffff", nil),
            ("a=1,ot=th:4;rv:ffffffffffffff;x:1,b=2", "ot=th:8;rv:ffffffffffffff;x:1,a=1,b=2"), ("ot=th:4", nil), ("a=1", nil),
            // What is no randomness is none.
            ("ot=rv:8", nil), ("ot=rv:8000000000000G", nil), ("ot=rv:FFFFFFFFFFFFFF", nil),
        ] as [(String, String?)]
    )
    func states(state: String, sampled: String?) {
        let decision = decide(0.5, 0, state: state)
        #expect(decision.verdict == (sampled == nil ? .drop : .recordAndSample))
        if let sampled { #expect(decision.traceState == sampled) }
        // Who is dropped says nothing of a threshold.
        if sampled == nil { #expect(decision.traceState?.contains("th:") == false) }
    }

    @Test("As many traces are sampled as was asked for, and children go with them")
    func parts() async throws {
        let ids = RandomIDGenerator()
        let count = (0..<4000).count { _ in decide(0.25, ids.traceID().low).verdict == .recordAndSample }
        #expect(abs(count - 1000) < 200)
        let (telemetry, collector) = Telemetry.collecting {
            $0.sampler = ParentBasedSampler(root: ProbabilitySampler(probability: 1))
        }
        telemetry.tracer.withSpan("root") { _ in telemetry.tracer.withSpan("child") { _ in } }
        #expect(try await telemetry.spans(in: collector).map(\.traceState) == ["ot=th:0", "ot=th:0"])
    }
}
