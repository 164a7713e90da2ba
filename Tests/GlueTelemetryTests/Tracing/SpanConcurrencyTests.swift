import GlueOTLP
import GlueTelemetry
import Testing
import Tracing

@Suite("Span from many threads")
struct SpanConcurrencyTests {
    @Test("What tasks set on one span at the same time is all there")
    func attributes() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.limits.attributes = 10_000 }
        let span = telemetry.tracer.startSpan("shared")
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<200 {
                        span.attributes["\(task).\(number)"] = number
                        if number % 50 == 0 { span.addEvent(SpanEvent(name: "\(task)")) }
                    }
                }
            }
        }
        span.end()
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.attributes.count == 1600)
        #expect(found.events.count == 32)
    }

    @Test("A span that ends while others set attributes ends once, with what was there")
    func endWhileSetting() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        for _ in 0..<200 {
            let span = telemetry.tracer.startSpan("racing")
            span.attributes["before"] = true
            await withTaskGroup(of: Void.self) { group in
                for task in 0..<3 { group.addTask { for number in 0..<5 { span.attributes["\(task).\(number)"] = 1 } } }
                for _ in 0..<2 { group.addTask { span.end() } }
            }
        }
        let spans = try await telemetry.spans(in: collector)
        #expect(spans.count == 200)
        #expect(spans.allSatisfy { $0.attributes["before"] == true })
    }

    @Test("A span may be looked at while its attributes are being changed in place")
    func reentrance() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let span = telemetry.tracer.startSpan("name")
        func change(_ attributes: inout SpanAttributes) {
            attributes["name"] = span.operationName
            span.attributes["other"] = 1
            span.end()
            attributes["last"] = span.isRecording
        }
        change(&span.attributes)
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.attributes == [OTLP.KeyValue("last", false), OTLP.KeyValue("name", "name"), OTLP.KeyValue("other", 1)])
    }
}
