import GlueOTLP
import GlueRedaction
import GlueTelemetry
import Testing
import Tracing

@Suite("Redaction of attributes")
struct RedactionRulesTests {
    @Test("Rules by key replace, hash or drop attributes; what is dropped is counted")
    func rules() async throws {
        let (telemetry, collector) = Telemetry.collecting {
            $0.redaction = Redactor(rules: [
                Rule(.keys("enduser.*"), .hash(salt: "s")), Rule(.keys("gone"), .drop),
                Rule(.keys("http.request.header.*"), .label("header")),
                Rule(Detector("order") { $0.ranges(of: "order-7") }, .label()),
            ])
        }
        let span = telemetry.tracer.startSpan("work order-7")
        for (key, value) in [("enduser.id", "jane"), ("enduser.name", "jane"), ("gone", "x"), ("note", "an order-7!")] {
            span.attributes[key] = value
        }
        span.attributes["http.request.header.cookie"] = ["a=1", "b=2"]
        span.addEvent(SpanEvent(name: "e", attributes: ["gone": 1, "kept": true]))
        span.end()
        let ordered = telemetry.tracer.startSpan("ordered")
        ordered.set("gone", false)
        ordered.set("gone", 1.5)
        ordered.set("enduser.id", true)
        ordered.set("map", .map([OTLP.KeyValue("gone", 1), OTLP.KeyValue("kept", 2)]))
        ordered.end()
        let spans = try await telemetry.spans(in: collector)
        let attributes = spans[0].attributes
        #expect(spans[0].name == "work [order]" && attributes["note"] == "an [order]!")
        #expect(attributes["enduser.id"]?.string?.hasPrefix("[redacted:") == true && attributes["enduser.id"] == attributes["enduser.name"])
        #expect(attributes["gone"] == nil && spans[0].droppedAttributesCount == 1)
        #expect(attributes["http.request.header.cookie"] == "[header]")
        #expect(spans[0].events[0].attributes == [OTLP.KeyValue("kept", true)] && spans[0].events[0].droppedAttributesCount == 1)
        #expect(spans[1].droppedAttributesCount == 2 && spans[1].attributes["map"] == .map([OTLP.KeyValue("kept", 2)]))
        #expect(spans[1].attributes["enduser.id"]?.string?.hasPrefix("[redacted:") == true)
    }

    @Test("Content stays JSON")
    func content() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.redaction = .secretsAndPersonalData }
        let span = telemetry.tracer.startSpan("chat")
        let message = #"[{"role":"user","parts":[{"type":"text","content":"-----BEGIN PRIVATE KEY-----\nMIIE"}],"card":4111111111111111}]"#
        span.attributes["gen_ai.input.messages"] = message
        span.end()
        let redacted = #"[{"role":"user","parts":[{"type":"text","content":"[private_key]"}],"card":"[card]"}]"#
        #expect(try await telemetry.spans(in: collector).first?.attributes["gen_ai.input.messages"] == .string(redacted))
    }
}
