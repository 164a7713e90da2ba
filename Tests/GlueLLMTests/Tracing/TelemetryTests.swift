import GlueJSON
import GlueOTLP
import GlueSemantics
import GlueTelemetry
import GlueTestSupport
import ServiceContextModule
import Testing
import Tracing

@testable import GlueLLM

@Suite("The engine under its own telemetry", .timeLimit(.minutes(3)))
struct TelemetryTests {
    @Test("A tool round over HTTP is one tree of OTLP spans; only who wants content gets it; the server sees the trace, not the baggage")
    func tree() async throws {
        let whole = TelemetryCollector(name: "whole")
        let bare = TelemetryCollector(name: "bare", wantsContent: false)
        let telemetry = Telemetry(TelemetrySettings(destinations: [whole, bare]))
        let call: JSONValue = ["id": "c1", "type": "function", "function": ["name": "add", "arguments": #"{"a":1,"b":2}"#]]
        let replies: [JSONValue] = [
            ["choices": [["message": ["role": "assistant", "content": .null, "tool_calls": [call]], "finish_reason": "tool_calls"]]],
            ["choices": [["message": ["role": "assistant", "content": "PLANTED answer"], "finish_reason": "stop"]]],
        ]
        let headers = try await LoopbackServer.running({ .json(replies[min($0, 1)]) }) { server, baseURL in
            var client = LLMClient.scripted(try OpenAIProvider(baseURL: baseURL, apiKey: "sk-test-0123456789"), tools: [Add()])
            client.tracer = telemetry.tracer
            client.contentCapture = .spans
            var context = ServiceContext.topLevel
            var baggage = Baggage()
            baggage["user"] = Baggage.Entry("PLANTED-baggage")
            context.baggage = baggage
            let completion = try await ServiceContext.withValue(context) { [client] in try await client.complete("PLANTED question") }
            #expect(completion.text == "PLANTED answer")
            return server.received.map { ($0["traceparent"], $0["baggage"]) }
        }
        _ = await telemetry.shutdown(within: .seconds(10))

        let spans = whole.traces.spans
        #expect(spans.count == 6)
        let root = try #require(spans.first { $0.name == "invoke_agent" })
        let children = spans.filter { $0.parentSpanID == root.spanID }.sorted { $0.startTimeUnixNano < $1.startTimeUnixNano }
        #expect(children.map(\.name) == ["chat gpt-4o", "execute_tool add", "chat gpt-4o"])
        #expect(children.map(\.kind) == [.client, .internal, .client])
        let attempts = spans.filter { $0.name == "POST" }.sorted { $0.startTimeUnixNano < $1.startTimeUnixNano }
        #expect(attempts.map(\.parentSpanID) == [children[0].spanID, children[2].spanID])
        #expect(Set(spans.map(\.traceID)) == [root.traceID])
        #expect(headers.map { $0.0 } == attempts.map { "00-\(root.traceID)-\($0.spanID)-03" })
        #expect(headers.allSatisfy { $0.1 == nil })

        #expect(spans.contains { Self.text($0).contains("PLANTED question") })
        #expect(spans.allSatisfy { !Self.text($0).contains("0123456789") && !Self.text($0).contains("PLANTED-baggage") })
        #expect(bare.traces.spans.map(\.spanID) == spans.map(\.spanID))
        #expect(bare.traces.spans.allSatisfy { !Self.text($0).contains("PLANTED") })
        #expect(whole.traces.resourceSpans.flatMap { $0.scopeSpans.map(\.scope?.name) } == ["GlueLLM"])
    }

    private static func text(_ span: OTLP.Span) -> String {
        span.name + span.attributes.map { "\n\($0.key)=\($0.value.map { "\($0)" } ?? "")" }.joined() + (span.status?.message ?? "")
    }
}
