import GlueOTLP
import GlueSemantics
import GlueTelemetry
import Testing
import Tracing

@Suite("Span")
struct OTLPSpanTests {
    @Test("Every part of a span arrives as it was set")
    func everything() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let tracer = telemetry.tracer
        let other = tracer.startSpan("other")
        let span = tracer.startSpan("first name", context: .topLevel, ofKind: .client, at: At(100))
        span.operationName = "charge card"
        span.attributes["text"] = "täxt"
        span.attributes["int"] = 42
        span.attributes["int32"] = Int32(-7)
        span.attributes["double"] = 0.5
        span.attributes["bool"] = true
        span.attributes["texts"] = ["a", "b"]
        span.attributes["ints"] = [1, 2]
        span.attributes["doubles"] = [0.5, 1.5]
        span.attributes["bools"] = [true, false]
        span.attributes["convertible"] = SpanAttribute.stringConvertible(Version())
        span.attributes["gone"] = 1
        span.attributes["gone"] = nil
        span.addEvent(SpanEvent(name: "retry", at: At(150), attributes: ["attempt": 1, "after": 0.25]))
        span.addLink(SpanLink(context: other.context, attributes: ["why": "batch"]))
        span.addLink(SpanLink(context: .topLevel, attributes: [:]))
        span.setStatus(SpanStatus(code: .error, message: "declined"))
        span.end(at: At(200))

        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.traceID == span.spanContext.traceID && found.traceID.isValid)
        #expect(found.spanID == span.spanContext.spanID && found.spanID.isValid)
        #expect(found.parentSpanID == .none)
        #expect(found.name == "charge card")
        #expect(found.kind == .client)
        #expect((found.startTimeUnixNano, found.endTimeUnixNano) == (100, 200))
        #expect(
            found.attributes == [
                OTLP.KeyValue("bool", true), OTLP.KeyValue("bools", [true, false]), OTLP.KeyValue("convertible", "1.2"),
                OTLP.KeyValue("double", 0.5), OTLP.KeyValue("doubles", [0.5, 1.5]), OTLP.KeyValue("int", 42),
                OTLP.KeyValue("int32", -7), OTLP.KeyValue("ints", [1, 2]), OTLP.KeyValue("text", "täxt"),
                OTLP.KeyValue("texts", ["a", "b"]),
            ]
        )
        #expect(
            found.events == [
                OTLP.Event(
                    timeUnixNano: 150,
                    name: "retry",
                    attributes: [OTLP.KeyValue("after", 0.25), OTLP.KeyValue("attempt", 1)]
                )
            ]
        )
        #expect(
            found.links == [
                OTLP.Link(
                    traceID: other.spanContext.traceID,
                    spanID: other.spanContext.spanID,
                    attributes: [OTLP.KeyValue("why", "batch")],
                    flags: 0x103
                )
            ]
        )
        #expect(found.status == OTLP.Status(code: .error, message: "declined"))
        // Sampled, a random trace id, and known to have no parent elsewhere.
        #expect(found.flags == 0x103)
    }

    @Test("end() counts once, and nothing changes a span that has ended")
    func afterEnd() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let span = telemetry.tracer.startSpan("work", at: At(1))
        span.attributes["kept"] = 1
        #expect(span.isRecording)
        span.end(at: At(2))
        #expect(!span.isRecording)
        span.attributes["late"] = 1
        span.attributes = ["later": 2]
        span.operationName = "late"
        span.addEvent("late")
        span.addLink(SpanLink(context: span.context, attributes: [:]))
        span.setStatus(SpanStatus(code: .error))
        span.recordError(Declined())
        span.end(at: At(3))
        let spans = try await telemetry.spans(in: collector)
        #expect(spans.count == 1)
        #expect(spans.first?.attributes == [OTLP.KeyValue("kept", 1)])
        #expect(spans.first?.name == "work")
        #expect(spans.first?.endTimeUnixNano == 2)
        #expect(spans.first.map { $0.events.isEmpty && $0.links.isEmpty && $0.status == nil } == true)
        #expect(telemetry.ledger.ended == 1)
    }

    @Test("An error becomes the event exception, without its secrets")
    func errors() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        #expect(throws: Declined.self) {
            try telemetry.tracer.withSpan("pay") { _ in throw Declined() }
        }
        telemetry.tracer.withSpan("private") { $0.recordError(Hidden(), attributes: ["exception.escaped": false]) }
        let spans = try await telemetry.spans(in: collector)
        let event = try #require(spans.first?.events.first)
        #expect(spans.first?.status?.code == .error)
        #expect(event.name == "exception")
        #expect(event.attributes["exception.type"]?.string == "GlueTelemetryTests.Declined")
        let message = try #require(event.attributes["exception.message"]?.string)
        #expect(message.contains("declined by") && !message.contains(Declined.key))
        #expect(spans.last?.events.first?.attributes["exception.type"]?.string == "GlueTelemetryTests.Hidden")
        #expect(spans.last?.events.first?.attributes["exception.escaped"] == false)
        // Only withSpan knows that the operation failed.
        #expect(spans.last?.status == nil)
    }

    @Test("OK is final; an error without a message keeps the one that was there")
    func status() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let tracer = telemetry.tracer
        tracer.withSpan("ok") { span in
            span.setStatus(SpanStatus(code: .error, message: "no"))
            span.setStatus(SpanStatus(code: .ok, message: "ignored"))
            span.setStatus(SpanStatus(code: .error, message: "too late"))
        }
        try? tracer.withSpan("error") { span in
            span.setStatus(SpanStatus(code: .error, message: "card declined"))
            throw Declined()
        }
        tracer.withSpan("unset") { _ in }
        let statuses = try await telemetry.spans(in: collector).map(\.status)
        #expect(statuses == [OTLP.Status(code: .ok), OTLP.Status(code: .error, message: "card declined"), nil])
    }

    @Test("The scope is the module that starts the span, the resource that of the telemetry")
    func scope() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.resource = .detected(serviceName: "shop") }
        telemetry.tracer.withSpan("here") { _ in }
        telemetry.tracer.startSpan(
            "there",
            context: .topLevel,
            ofKind: .internal,
            at: At(1),
            function: "f",
            file: "Payments/Card.swift",
            line: 1
        ).end()
        #expect(await telemetry.forceFlush(within: .seconds(60)))
        let resource = try #require(collector.traces.resourceSpans.first)
        #expect(resource.scopeSpans.map(\.scope?.name) == ["GlueTelemetryTests", "Payments"])
        #expect(resource.scopeSpans.map { $0.spans.map(\.name) } == [["here"], ["there"]])
        #expect(resource.resource?.attributes["service.name"] == "shop")
    }

    @Test("activeSpan finds the span of a context as long as it runs")
    func activeSpan() {
        let (telemetry, _) = Telemetry.collecting()
        let tracer = telemetry.tracer
        #expect(tracer.activeSpan(identifiedBy: .topLevel) == nil)
        let span = tracer.startSpan("work")
        let context = span.context
        #expect(tracer.activeSpan(identifiedBy: context) === span)
        span.end()
        #expect(tracer.activeSpan(identifiedBy: context) == nil)
    }

    @Test("A span that never ends is gone with its last user, and no context keeps it")
    func neverEnded() {
        let (telemetry, _) = Telemetry.collecting()
        weak var forgotten: OTLPSpan?
        var context = ServiceContext.topLevel
        do {
            let span = telemetry.tracer.startSpan("forgotten")
            context = span.context
            forgotten = span
            #expect(forgotten != nil)
        }
        #expect(forgotten == nil)
        #expect(context.spanContext?.isValid == true)
        #expect(telemetry.tracer.activeSpan(identifiedBy: context) == nil)
    }

    @Test("The start attributes are the sampler's to see, and no child's")
    func startAttributes() async throws {
        var context = ServiceContext.topLevel
        context.startAttributes = ["gen_ai.operation.name": "chat"]
        let seen = Box<[String?]>([])
        let (telemetry, _) = Telemetry.collecting {
            $0.sampler = WatchingSampler { request in
                seen.change { $0.append(request.attributes.get("gen_ai.operation.name").map { "\($0)" }) }
            }
        }
        telemetry.tracer.withSpan("chat", context: context) { span in
            #expect(span.context.startAttributes == nil)
            telemetry.tracer.withSpan("child") { _ in }
        }
        #expect(seen.value == ["string(\"chat\")", nil])
    }

    @Test("An injected clock and id generator make spans that can be foretold")
    func injected() async throws {
        let time = Box<UInt64>(1000)
        let (telemetry, collector) = Telemetry.collecting {
            $0.spanClock = SpanClock {
                time.change { time in
                    time += 10
                    return time
                }
            }
            $0.ids = CountingIDs()
        }
        telemetry.tracer.withSpan("work") { $0.recordError(Declined()) }
        let span = try #require(try await telemetry.spans(in: collector).first)
        #expect(span.traceID == OTLP.TraceID(high: 0, low: 1))
        #expect(span.spanID == OTLP.SpanID(2))
        #expect(span.startTimeUnixNano < span.endTimeUnixNano && span.endTimeUnixNano < 2000)
        #expect(span.events.first.map { span.startTimeUnixNano < $0.timeUnixNano && $0.timeUnixNano < span.endTimeUnixNano } == true)
        #expect(span.flags == 0x101, "ids that count are not random")
    }
}

private struct Version: CustomStringConvertible, Sendable { var description: String { "1.2" } }

struct Declined: Error, CustomStringConvertible {
    static let key = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD"
    var description: String { "declined by api_key=\(Self.key)" }
}

private struct Hidden: Error {}
