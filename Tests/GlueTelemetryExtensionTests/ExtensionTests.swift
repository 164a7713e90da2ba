import GlueOTLP
import GlueRedaction
// Without `@testable`, and in a target that sees nothing of the package but what is public: what is written here any user can write.
import GlueTelemetry
import Synchronization
import Testing
import Tracing

/// Every part that a user may bring along: that it compiles is half of the test.
@Suite("Extensions")
struct ExtensionTests {
    struct EverySecond: Sampler {
        func decide(_ request: SamplingRequest) -> SamplingDecision {
            let isKept = request.name == "kept" || request.parent?.isSampled == true || request.attributes.get("keep") != nil
            return SamplingDecision(isKept ? .recordAndSample : .drop, attributes: ["sampler.name": "every second"])
        }
    }

    final class Ids: IDGenerator {
        private let next = Atomic<UInt64>(1)
        var isRandom: Bool { false }
        func traceID() -> OTLP.TraceID { OTLP.TraceID(high: 7, low: next.wrappingAdd(1, ordering: .relaxed).newValue) }
        func spanID() -> OTLP.SpanID { OTLP.SpanID(next.wrappingAdd(1, ordering: .relaxed).newValue) }
    }

    struct TeamPropagator: Propagator {
        func extract<Carrier, Extract: Extractor>(_ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract)
        where Extract.Carrier == Carrier {
            guard let header = extractor.extract(key: "x-team", from: carrier), let spanID = OTLP.SpanID(hex: header) else { return }
            context.spanContext = SpanContext(
                traceID: OTLP.TraceID(high: 9, low: 9),
                spanID: spanID,
                flags: .sampled,
                isRemote: true
            )
            context.baggage = Baggage()
            context.baggage?["team"] = Baggage.Entry("blue")
        }

        func inject<Carrier, Inject: Injector>(_ context: ServiceContext, into carrier: inout Carrier, using injector: Inject)
        where Inject.Carrier == Carrier {
            guard let span = context.spanContext else { return }
            injector.inject("\(span.spanID)", forKey: "x-team", into: &carrier)
        }
    }

    struct Stamping: SpanProcessor {
        let ended: Names
        func onStart(_ span: OTLPSpan, parentContext: ServiceContext) { span.set("stamp", 1) }
        func onEnding(_ span: OTLPSpan) { span.attributes["stamp.end"] = 2 }
        func onEnd(_ span: FinishedSpan) { ended.append("\(span.name) \(span.duration >= .zero) \(span.attributes.count)") }
    }

    final class Names: Sendable {
        private let kept = Mutex<[String]>([])
        var all: [String] { kept.withLock { $0 } }
        func append(_ name: String) { kept.withLock { $0.append(name) } }
    }

    struct Sink: TelemetryDestination {
        let name = "sink"
        let names: Names
        func export(_ batch: ExportBatch) async -> ExportOutcome {
            guard let traces = try? batch.traces() else { return .refused(reason: "no traces") }
            for span in traces.spans { names.append("\(span.name): \(span.attributes.map(\.key).sorted().joined(separator: ","))") }
            return .delivered()
        }
    }

    struct Release: ResourceDetector {
        func detect() -> [OTLP.KeyValue] { [OTLP.KeyValue("service.version", "1.2.3")] }
    }

    struct Carrier: Extractor, Injector {
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
    }

    @Test("Samplers, ids, propagators, processors, destinations, detectors and rules of one's own work together")
    func together() async throws {
        let exported = Names()
        let ended = Names()
        let telemetry = Telemetry(
            TelemetrySettings(
                resource: .detected(by: OTLP.Resource.standardDetectors + [Release()]),
                sampler: EverySecond(),
                tailSampling: TailSampling(keep: [KeepRule { $0.name != "boring" }, .errors]),
                processors: [Stamping(ended: ended), BaggageProcessor { $0.hasPrefix("te") }],
                propagators: [TeamPropagator(), B3Propagator(.multiple)],
                destinations: [Sink(names: exported)],
                redaction: .secrets + Redactor(rules: [Rule(.keys("*.id"), .drop), Rule(Detector("word") { $0.ranges(of: "word") })]),
                ids: Ids()
            )
        )
        var context = ServiceContext.topLevel
        telemetry.tracer.extract(["x-team": "00f067aa0ba902b7"], into: &context, using: Carrier())
        telemetry.tracer.withSpan("server", context: context) { span in
            span.attributes["user.id"] = "7"
            var headers: [String: String] = [:]
            telemetry.tracer.inject(span.context, into: &headers, using: Carrier())
            #expect(headers["x-team"] == "\(span.spanContext.spanID)" && headers["x-b3-sampled"] == "1")
        }
        telemetry.tracer.withSpan("dropped", context: .topLevel) { _ in }
        telemetry.tracer.withSpan("kept", context: .topLevel) { _ in }
        #expect(await telemetry.forceFlush(within: .seconds(60)))
        #expect(exported.all == ["server: sampler.name,stamp,stamp.end,team", "kept: sampler.name,stamp,stamp.end"])
        #expect(ended.all == ["server true 4", "kept true 3"])
        await telemetry.shutdown()
    }
}
