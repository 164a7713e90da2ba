import GlueOTLP
import GlueTelemetry
import Testing
import Tracing

@Suite("Span processors")
struct SpanProcessorTests {
    /// Notes what it is told, and does something to each span.
    struct Noting: SpanProcessor {
        var name = ""
        let notes = Box<[String]>([])
        var start: @Sendable (OTLPSpan) -> Void = { _ in }
        var ending: @Sendable (OTLPSpan) -> Void = { _ in }

        func onStart(_ span: OTLPSpan, parentContext: ServiceContext) {
            notes.change {
                $0.append("\(name)start \(span.operationName) under \(parentContext.spanContext.map { "\($0.spanID)" } ?? "none")")
            }
            start(span)
        }
        func onEnding(_ span: OTLPSpan) {
            notes.change { $0.append("\(name)ending \(span.operationName)") }
            ending(span)
        }
        func onEnd(_ span: FinishedSpan) { notes.change { $0.append("\(name)end \(span.name)") } }
    }

    @Test("They see each span start, about to end and ended, in the order of the settings")
    func order() async throws {
        let first = Noting(name: "1 ")
        let second = Noting(name: "2 ")
        let order = Box<[String]>([])
        struct Ordered: SpanProcessor {
            let name: String
            let order: Box<[String]>
            func onEnding(_ span: OTLPSpan) { order.change { $0.append(name) } }
        }
        let (telemetry, collector) = Telemetry.collecting {
            $0.processors = [first, Ordered(name: "a", order: order), Ordered(name: "b", order: order), second]
            $0.ids = CountingIDs()
        }
        telemetry.tracer.withSpan("outer") { _ in telemetry.tracer.withSpan("inner") { _ in } }
        #expect(try await telemetry.spans(in: collector).count == 2)
        let expected = [
            "start outer under none", "start inner under 0000000000000002", "ending inner", "end inner", "ending outer", "end outer",
        ]
        #expect(first.notes.value == expected.map { "1 \($0)" } && second.notes.value == expected.map { "2 \($0)" })
        #expect(order.value == ["a", "b", "a", "b"])
    }

    @Test("What they set at the start and at the end is exported; after the end nothing can be set")
    func changes() async throws {
        let late = Box<OTLPSpan?>(nil)
        let processor = Noting(
            start: { $0.set("at.start", 1) },
            ending: { span in
                span.attributes["at.end"] = 2
                span.operationName = "renamed"
                span.setStatus(SpanStatus(code: .ok))
                // Whoever ends it is at it already.
                span.end()
                late.change { $0 = span }
            }
        )
        let (telemetry, collector) = Telemetry.collecting { $0.processors = [processor] }
        telemetry.tracer.withSpan("work") { $0.attributes["own"] = 3 }
        late.value?.set("too.late", 4)
        late.value?.end()
        let span = try #require(try await telemetry.spans(in: collector).first)
        #expect(span.name == "renamed" && span.status?.code == .ok)
        #expect(span.attributes.map(\.key).sorted() == ["at.end", "at.start", "own"])
        #expect(processor.notes.value.count { $0.hasPrefix("ending") } == 1)
        #expect(telemetry.tracer.lateOperations == 3)
    }

    @Test("A finished span tells what is exported of it")
    func finished() async throws {
        struct Keeping: SpanProcessor {
            let spans = Box<[FinishedSpan]>([])
            func onEnd(_ span: FinishedSpan) { spans.change { $0.append(span) } }
        }
        let keeping = Keeping()
        let (telemetry, collector) = Telemetry.collecting { $0.processors = [keeping] }
        let root = telemetry.tracer.startSpan("root", at: At(1_000))
        let child = telemetry.tracer.startSpan("child", context: root.context, ofKind: .client, at: At(2_000))
        child.set("password", "hunter2")
        child.setStatus(SpanStatus(code: .error, message: "no"))
        child.end(at: At(2_500))
        root.end(at: At(500))
        let exported = try await telemetry.spans(in: collector)
        let spans = keeping.spans.value
        try #require(spans.count == 2 && exported.count == 2)
        #expect(spans[0].context == child.spanContext && spans[0].parentSpanID == root.spanContext.spanID)
        #expect(spans[0].duration == .nanoseconds(500) && spans[0].kind == .client && spans[0].status == exported[0].status)
        #expect(spans[0].attributes == [OTLP.KeyValue("password", "[secret]")])
        #expect(!spans[0].isLocalRoot && spans[1].isLocalRoot)
        #expect(spans[1].duration == .zero)
        #expect(spans[0].fileID.hasPrefix("GlueTelemetryTests/"))
    }

    @Test("Spans that are recorded and not sampled are seen, those that the sampler drops are not")
    func unsampled() {
        struct ByName: Sampler {
            func decide(_ request: SamplingRequest) -> SamplingDecision {
                SamplingDecision(request.name == "recorded" ? .recordOnly : .drop)
            }
        }
        let processor = Noting()
        let (telemetry, _) = Telemetry.collecting {
            $0.processors = [processor]
            $0.sampler = ByName()
        }
        telemetry.tracer.withSpan("dropped") { _ in }
        telemetry.tracer.withSpan("recorded") { _ in }
        #expect(processor.notes.value == ["start recorded under none", "ending recorded", "end recorded"])
    }

    @Test("Chosen entries of the baggage become attributes, redacted as all are")
    func baggage() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.processors = [BaggageProcessor(["user.id", "note", "missing"])] }
        var context = ServiceContext.topLevel
        context.baggage = Baggage()
        context.baggage?["user.id"] = Baggage.Entry("7")
        context.baggage?["note"] = Baggage.Entry("key sk-abcdefghijkl0123")
        context.baggage?["other"] = Baggage.Entry("x")
        telemetry.tracer.withSpan("work", context: context) { span in
            telemetry.tracer.withSpan("inner") { _ in }
        }
        let spans = try await telemetry.spans(in: collector)
        #expect(spans.count == 2)
        for span in spans {
            #expect(span.attributes == [OTLP.KeyValue("user.id", "7"), OTLP.KeyValue("note", "key [api_key]")])
        }
    }
}
