import GlueOTLP
import GlueRedaction
import GlueSemantics
import GlueTelemetry
import GlueTestSupport
import Testing
import Tracing

@Suite("Spans that start with what is known")
struct InformedSpanTests {
    private static func known(_ pairs: KeyValuePairs<String, Int>) -> AttributeList {
        var list = AttributeList()
        for (key, value) in pairs { list[key] = value }
        return list
    }

    private func start(_ known: AttributeList, with tracer: OTLPTracer) -> any Span {
        tracer.startSpan("chat", knowing: known, in: .topLevel, ofKind: .client, file: "GlueLLM/Step.swift")
    }

    @Test("The sampler and the processors see it, and it is exported in its order, before what comes later")
    func inOrder() async throws {
        let seen = Box<[SpanAttribute?]>([])
        let (telemetry, collector) = Telemetry.collecting {
            $0.sampler = WatchingSampler { request in seen.change { $0.append(request.attributes.get("z")) } }
            $0.processors = [Watcher { span in seen.change { $0.append(span.attributes.get("z")) } }]
        }
        let span = start(Self.known(["z": 1, "a": 2, "m": 3]), with: telemetry.tracer)
        (span as? any ListingSpan)?.set(Self.known(["a": 20, "b": 4]))
        span.end()
        (span as? any ListingSpan)?.set(Self.known(["late": 1]))
        #expect(telemetry.tracer.lateOperations == 1)
        #expect(seen.value == [.int64(1), .int64(1)])
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.kind == .client)
        #expect(
            found.attributes == [OTLP.KeyValue("z", 1), OTLP.KeyValue("a", 20), OTLP.KeyValue("m", 3), OTLP.KeyValue("b", 4)]
        )
    }

    @Test("Beside the dictionary nothing is lost, whoever used it first")
    func withDictionary() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.sampler = GivingSampler(attributes: ["sampler": 1]) }
        let span = start(Self.known(["z": 1, "a": 2]), with: telemetry.tracer)
        span.attributes["user"] = 3
        (span as? any ListingSpan)?.set(Self.known(["a": 20, "b": 4]))
        #expect(span.attributes.get("a") == .int64(20))
        span.end()
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.attributes.map(\.key) == ["a", "b", "sampler", "user", "z"])
        #expect(found.attributes["a"] == 20)
    }

    @Test("It is redacted, cut and limited as all attributes are")
    func rules() async throws {
        let (telemetry, collector) = Telemetry.collecting {
            $0.limits = SpanLimits(attributes: 2, valueLength: 4)
            $0.redaction = .secrets
        }
        var known = AttributeList()
        known["api_key"] = "hunter2"
        known["text"] = "too long"
        known["one more"] = true
        start(known, with: telemetry.tracer).end()
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.attributes.map(\.key) == ["api_key", "text"] && found.attributes["text"] == "too ")
        #expect(found.attributes["api_key"]?.string?.contains("hunt") == false)
        #expect(found.droppedAttributesCount == 1)
    }

    @Test("The journal knows it from the start, should the process die at once")
    func interrupted() async throws {
        try await TemporaryFolder.with { folder in
            let (first, _) = Telemetry.collecting {
                $0.journal = JournalDirectory(path: folder.path("journal"))
                $0.openSpans = true
            }
            _ = start(Self.known(["z": 1, "a": 2]), with: first.tracer)
            await first.shutdown()
            let (second, collector) = Telemetry.collecting { $0.journal = JournalDirectory(path: folder.path("journal")) }
            let found = try #require(try await second.spans(in: collector).first)
            #expect(found.attributes["z"] == 1 && found.attributes["a"] == 2 && found.attributes["error.type"] == "interrupted")
            await second.shutdown()
        }
    }
}

private struct Watcher: SpanProcessor {
    let watch: @Sendable (OTLPSpan) -> Void
    init(_ watch: @escaping @Sendable (OTLPSpan) -> Void) { self.watch = watch }
    func onStart(_ span: OTLPSpan, parentContext: ServiceContext) { watch(span) }
}

private struct GivingSampler: Sampler {
    let attributes: SpanAttributes
    func decide(_ request: SamplingRequest) -> SamplingDecision { SamplingDecision(.recordAndSample, attributes: attributes) }
}
