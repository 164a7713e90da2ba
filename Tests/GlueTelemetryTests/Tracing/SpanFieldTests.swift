import GlueOTLP
import GlueSemantics
import GlueTelemetry
import Testing
import Tracing

@Suite("Span attributes in order")
struct SpanFieldTests {
    @Test("They arrive as they were set, in the order in which they were set")
    func order() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let span = telemetry.tracer.startSpan("chat gpt-4o-mini", ofKind: .client)
        span.set("zoo", "text")
        span.set("int", 42)
        span.set("double", 0.5)
        span.set("bool", true)
        span.set("gone", 1)
        span.set("list", ["a", 1, [true]])
        span.set("gone", nil)
        span.set("zoo", "a longer text than before")
        span.event("gen_ai.retry") {
            $0.set("wait", 0.25)
            $0.set("attempt", 1)
        }
        span.event("plain")
        #expect(span.attributes.get("int") == .int64(42))
        span.end()
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(
            found.attributes == [
                OTLP.KeyValue("zoo", "a longer text than before"), OTLP.KeyValue("int", 42), OTLP.KeyValue("double", 0.5),
                OTLP.KeyValue("bool", true), OTLP.KeyValue("list", ["a", 1, [true]]),
            ]
        )
        #expect(found.events.map(\.name) == ["gen_ai.retry", "plain"])
        #expect(found.events.first?.attributes == [OTLP.KeyValue("wait", 0.25), OTLP.KeyValue("attempt", 1)])
        #expect(found.kind == .client)
    }

    @Test("They mix with the dictionary of the tracing API: the last value of a key counts, however it was set")
    func mixed() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let listFirst = telemetry.tracer.startSpan("list first")
        listFirst.set("a", 1)
        listFirst.set("b", 1)
        listFirst.attributes["a"] = 2
        listFirst.attributes["c"] = "c"
        listFirst.set("c", "d")
        listFirst.set("b", nil)
        #expect(listFirst.attributes.count == 2)
        listFirst.end()
        let dictionaryFirst = telemetry.tracer.startSpan("dictionary first")
        dictionaryFirst.attributes["z"] = 1
        dictionaryFirst.set("a", ["x"])
        dictionaryFirst.set("z", 2)
        dictionaryFirst.updateAttributes { $0["b"] = $0.get("z") }
        dictionaryFirst.end()
        let spans = try await telemetry.spans(in: collector)
        #expect(spans.first?.attributes == [OTLP.KeyValue("a", 2), OTLP.KeyValue("c", "d")])
        #expect(spans.last?.attributes == [OTLP.KeyValue("a", ["x"]), OTLP.KeyValue("b", 2), OTLP.KeyValue("z", 2)])
    }

    @Test("The limits hold for both ways together")
    func limits() async throws {
        let (telemetry, collector) = Telemetry.collecting {
            $0.limits = SpanLimits(attributes: 2, events: 1, attributesPerEvent: 1, valueLength: 3)
        }
        let span = telemetry.tracer.startSpan("full")
        span.set("a", "abcdef")
        span.set("b", ["abcdef"])
        span.set("c", 1)
        span.set("a", "uvwxyz")
        span.event("kept") {
            $0.set("x", "abcdef")
            $0.set("y", 1)
        }
        span.event("dropped")
        span.addEvent("dropped")
        span.end()
        let mixed = telemetry.tracer.startSpan("mixed")
        mixed.set("a", 1)
        mixed.set("b", 1)
        mixed.set("c", 1)
        mixed.attributes["d"] = 1
        mixed.set("e", 1)
        mixed.end()
        let spans = try await telemetry.spans(in: collector)
        #expect(spans.first?.attributes == [OTLP.KeyValue("a", "uvw"), OTLP.KeyValue("b", ["abc"])])
        #expect(spans.first?.droppedAttributesCount == 1)
        #expect(spans.first?.events.map(\.name) == ["kept"] && spans.first?.droppedEventsCount == 2)
        #expect(spans.first?.events.first?.attributes == [OTLP.KeyValue("x", "abc")])
        #expect(spans.first?.events.first?.droppedAttributesCount == 1)
        #expect(spans.last?.attributes.map(\.key) == ["a", "b"])
        #expect(spans.last?.droppedAttributesCount == 3)
    }

    @Test("Message content stays with those who want it", arguments: [true, false])
    func content(isWanted: Bool) async throws {
        let (telemetry, collector) = Telemetry.collecting(wantsContent: isWanted) { $0.limits.valueLength = 2 }
        let span = telemetry.tracer.startSpan("chat")
        span.set(GenAI.Attributes.inputMessages, "[]  ")
        span.set("model", "gpt")
        span.end()
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.attributes["model"] == "gp")
        #expect(found.attributes[GenAI.Attributes.inputMessages] == (isWanted ? "[]  " : nil))
    }

    @Test("What tasks set on one span at the same time, either way, is all there")
    func manyTasks() async throws {
        let (telemetry, collector) = Telemetry.collecting { $0.limits.attributes = 10_000 }
        let span = telemetry.tracer.startSpan("shared")
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for number in 0..<100 {
                        span.set("list \(task).\(number)", number)
                        span.attributes["dictionary \(task).\(number)"] = number
                        if number % 10 == 0 { span.event("\(task)") { _ in _ = span.isRecording } }
                    }
                }
            }
        }
        span.end()
        let found = try #require(try await telemetry.spans(in: collector).first)
        #expect(found.attributes.count == 800)
        #expect(found.events.count == 40)
    }

    @Test("What is done to a span that has ended is ignored and counted")
    func late() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let span = telemetry.tracer.startSpan("work")
        span.set("kept", 1)
        span.end()
        #expect(telemetry.tracer.lateOperations == 0)
        span.set("late", 1)
        span.set("kept", nil)
        span.event("late")
        span.attributes["late"] = 1
        span.end()
        #expect(telemetry.tracer.lateOperations == 5)
        let spans = try await telemetry.spans(in: collector)
        #expect(spans.count == 1 && spans.first?.attributes == [OTLP.KeyValue("kept", 1)] && spans.first?.events.isEmpty == true)
    }

    @Test("A span that is not recorded takes everything and keeps nothing")
    func unrecorded() {
        let (telemetry, _) = Telemetry.collecting { $0.sampler = AlwaysOffSampler() }
        let span = telemetry.tracer.startSpan("nothing")
        span.set("a", 1)
        span.attributes["b"] = 1
        span.event("c") { _ in Issue.record("nobody wants to know") }
        span.end()
        #expect(span.attributes.isEmpty && telemetry.tracer.lateOperations == 0)
    }
}
