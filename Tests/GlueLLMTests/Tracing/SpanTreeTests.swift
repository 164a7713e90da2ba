import GlueJSON
import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("The spans of a completion", .timeLimit(.minutes(3)))
struct SpanTreeTests {
    let tracer = InMemoryTracer()

    @Test("I17: one tree of the completion, its model calls and its tool, which takes as long as it took and has failed")
    func tree() async throws {
        let slow = AnyTool.plain("slow") {
            try await ContinuousClock().sleep(for: .milliseconds(100))
            throw ValueError(description: "no")
        }
        let provider = ScriptedProvider([.calls(ToolCall(id: "c1", name: "slow", arguments: [:])), "done"])
        var client = LLMClient.scripted(provider, tools: [slow])
        client.name = "helper"
        client.tracer = tracer
        _ = try await client.complete("go")

        let root = try #require(tracer.span("invoke_agent helper"))
        #expect(root.parentSpanID == nil)
        #expect(tracer.finishedSpans.count == 4)
        #expect(Set(tracer.finishedSpans.map(\.traceID)).count == 1)
        let children = tracer.children(of: root)
        #expect(children.map(\.operationName) == ["chat gpt-4o", "execute_tool slow", "chat gpt-4o"])
        #expect(children.map(\.kind) == [.client, .internal, .client])
        let tool = children[1]
        #expect(tool.endInstant.nanosecondsSinceEpoch - tool.startInstant.nanosecondsSinceEpoch >= 100_000_000)
        #expect(tool.isFailed)
        #expect(tool.errorType == "ValueError")
        #expect(!root.isFailed)
    }

    @Test("What the agent's, the model call's and the tool's span say, exactly")
    func attributes() async throws {
        let provider = ScriptedProvider([
            .calls(.add(1, 2), usage: Usage(inputTokens: 10, outputTokens: 5, cachedInputTokens: 0, reasoningTokens: 2)), "3",
        ])
        var client = LLMClient.scripted(provider, tools: [Add()])
        client.name = "helper"
        client.tracer = tracer
        client.parameters = ModelParameters(
            temperature: 0.5,
            topP: 0.9,
            maxTokens: 7,
            stopSequences: ["END"],
            seed: 3,
            extra: ["top_k": 4, "n": 2, "response_format": ["type": "json_object"]]
        )
        var conversation = Conversation(id: "c-1")
        _ = try await client.complete("1+2?", in: &conversation)

        let chat = try #require(tracer.finishedSpans.first { $0.operationName == "chat gpt-4o" })
        #expect(
            Self.dictionary(chat) == [
                "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o",
                "server.address": "api.openai.com", "server.port": "443", "gen_ai.request.temperature": "0.5",
                "gen_ai.request.top_p": "0.9",
                "gen_ai.request.max_tokens": "7", "gen_ai.request.stop_sequences": #"["END"]"#, "gen_ai.request.seed": "3",
                "gen_ai.request.top_k": "4", "gen_ai.request.choice.count": "2", "gen_ai.output.type": "json",
                "gen_ai.conversation.id": "c-1",
                "gen_ai.response.finish_reasons": #"["tool_call"]"#, "gen_ai.usage.input_tokens": "10", "gen_ai.usage.output_tokens": "5",
                "gen_ai.usage.reasoning.output_tokens": "2", "gluellm.cost.usd": "7.5e-05", "gluellm.cost.kind": "exact",
                "gluellm.cost.prices_date": PriceTable.shipped.date,
            ]
        )
        let agent = try #require(tracer.span("invoke_agent helper"))
        #expect(
            Self.dictionary(agent) == [
                "gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "gpt-4o", "gen_ai.agent.name": "helper",
                "gen_ai.conversation.id": "c-1", "openinference.span.kind": "AGENT", "gluellm.iterations": "2", "gluellm.tool_calls": "1",
                "gluellm.usage.input_tokens": "10", "gluellm.usage.output_tokens": "5", "gluellm.usage.reasoning.output_tokens": "2",
                "gluellm.cost.kind": "unknown",
            ]
        )
        let tool = try #require(tracer.span("execute_tool add"))
        #expect(
            Self.dictionary(tool) == [
                "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "add", "gen_ai.tool.type": "function",
                "gen_ai.tool.description": "Adds two whole numbers", "gen_ai.tool.call.id": "call_1", "gen_ai.agent.name": "helper",
                "gen_ai.conversation.id": "c-1", "openinference.span.kind": "TOOL",
            ]
        )
    }

    @Test("I16: two calls in one scope have its correlation id on every span, and a call outside has none")
    func correlation() async throws {
        var client = LLMClient.scripted(ScriptedProvider(always: "ok"))
        client.tracer = tracer
        try await CorrelationID.withValue("X") { [client] in
            _ = try await client.complete("one")
            #expect(CorrelationID.current == "X")
            _ = try await client.complete("two")
        }
        #expect(tracer.finishedSpans.map { $0[Glue.Attributes.correlationID] } == ["X", "X", "X", "X"])
        tracer.clearFinishedSpans()
        _ = try await client.complete("three")
        #expect(CorrelationID.current == nil)
        #expect(tracer.finishedSpans.allSatisfy { $0[Glue.Attributes.correlationID] == nil })
    }

    @Test(
        "A tool name that a model made up is shown only where it could be one",
        arguments: [("no_such-tool.v2", true), ("my card is 4111", false), ("", false), (String(repeating: "x", count: 65), false)]
    )
    func madeUpNames(name: String, isShown: Bool) async throws {
        var client = LLMClient.scripted(ScriptedProvider([.calls(ToolCall(id: "c1", name: name, arguments: [:])), "ok"]), tools: [Add()])
        client.tracer = tracer
        _ = try await client.complete("go")
        let shown = isShown ? name : "_OTHER"
        let span = try #require(tracer.span("execute_tool \(shown)"))
        #expect(span[GenAI.Attributes.toolName] == shown)
        #expect(span.errorType == "unknown_tool")
    }

    @Test("A sampler is told what is known before a span starts, and its children are not")
    func startAttributes() async throws {
        var client = LLMClient.scripted(ScriptedProvider(["ok"]))
        client.tracer = tracer
        _ = try await client.complete("go")
        let chat = try #require(tracer.span("chat gpt-4o"))
        let known = try #require(chat.context.startAttributes)
        #expect(known.get(GenAI.Attributes.requestModel) == .string("gpt-4o"))
        #expect(known.get(HTTP.Attributes.serverAddress) == .string("api.openai.com"))
    }

    private static func dictionary(_ span: FinishedInMemorySpan) -> [String: String] {
        var dictionary: [String: String] = [:]
        span.attributes.forEach { key, value in
            dictionary[key] =
                switch value {
                case .string(let value): value
                case .stringArray(let value): "\(value)"
                case .int64(let value): "\(value)"
                case .int32(let value): "\(value)"
                case .double(let value): "\(value)"
                default: "\(value)"
                }
        }
        return dictionary
    }
}
