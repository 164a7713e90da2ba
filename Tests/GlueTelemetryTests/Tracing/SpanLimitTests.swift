import GlueOTLP
import GlueSemantics
import GlueTelemetry
import Testing
import Tracing

@Suite("Span limits")
struct SpanLimitTests {
    @Test("What exceeds a limit is left out and counted; what was there first stays")
    func counts() async throws {
        let (telemetry, collector) = Telemetry.collecting {
            $0.limits = SpanLimits(attributes: 3, events: 2, links: 1, attributesPerEvent: 1, attributesPerLink: 1)
        }
        let span = telemetry.tracer.startSpan("full")
        for key in ["z", "y", "x", "a", "b"] { span.attributes[key] = 1 }
        span.attributes["z"] = 2
        span.updateAttributes { $0["c"] = 1 }
        for number in 0..<5 { span.addEvent(SpanEvent(name: "\(number)", attributes: ["b": 1, "a": 1, "c": 1])) }
        for _ in 0..<3 { span.addLink(SpanLink(context: span.context, attributes: ["b": 1, "a": 1])) }
        span.end()
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.attributes == [OTLP.KeyValue("x", 1), OTLP.KeyValue("y", 1), OTLP.KeyValue("z", 2)])
        #expect(found.droppedAttributesCount == 3)
        #expect(found.events.map(\.name) == ["0", "1"])
        #expect(found.droppedEventsCount == 3)
        #expect(found.events.allSatisfy { $0.attributes.map(\.key) == ["a"] && $0.droppedAttributesCount == 2 })
        #expect(found.links.count == 1 && found.droppedLinksCount == 2)
        #expect(found.links.allSatisfy { $0.attributes.map(\.key) == ["a"] && $0.droppedAttributesCount == 1 })
    }

    @Test("Many attributes at once are cut to the limit")
    func atOnce() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let span = telemetry.tracer.startSpan("full")
        span.updateAttributes { attributes in for number in 0..<200 { attributes["key \(number)"] = number } }
        span.end()
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.attributes.count == 128 && found.droppedAttributesCount == 72)
    }

    @Test("Strings are cut to their limit by characters, message content is not")
    func lengths() async throws {
        let content = #"[{"role":"user","parts":[{"type":"text","content":"a long question"}]}]"#
        let (telemetry, collector) = Telemetry.collecting { $0.limits.valueLength = 5 }
        telemetry.tracer.withSpan("long") { span in
            span.attributes["text"] = "ääääääää"
            span.attributes["short"] = "abcde"
            span.attributes["list"] = ["abcdefgh", "ab"]
            span.attributes[GenAI.Attributes.inputMessages] = content
            span.addEvent(SpanEvent(name: "an event's name is no attribute", attributes: ["text": "abcdefgh"]))
        }
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.attributes["text"] == "äääää")
        #expect(found.attributes["short"] == "abcde")
        #expect(found.attributes["list"] == ["abcde", "ab"])
        #expect(found.attributes[GenAI.Attributes.inputMessages]?.string == content)
        #expect(found.events.first?.attributes["text"] == "abcde")
        #expect(found.events.first?.name == "an event's name is no attribute")
    }
}
