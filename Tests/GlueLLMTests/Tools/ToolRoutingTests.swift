import GlueJSON
import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Tools that a model call picks", .timeLimit(.minutes(3)))
struct ToolRoutingTests {
    let tracer = InMemoryTracer()

    static let request = ToolCall(id: "r", name: "request_tools", arguments: ["query": "add numbers"])

    private func client(_ provider: ScriptedProvider, _ routing: ToolRouting = ToolRouting(alwaysOffered: ["now"])) -> LLMClient {
        let multiply = AnyTool(
            ToolDefinition(name: "mul", description: "Multiplies\nin detail", parameters: JSONSchema.object([:]).value)
        ) { _ in 0 }
        return .scripted(provider, tools: [Add(), multiply, AnyTool.plain("now") { "noon" }]) { client in
            client.tracer = tracer
            client.toolPolicy.routing = routing
        }
    }

    private var event: SpanEvent? {
        tracer.span("invoke_agent")?.events.first { $0.name == "gluellm.tool_route" }
    }

    @Test("C12: the model asks for tools, a second call picks them, and the conversation never sees it")
    func routed() async throws {
        let usage = Usage(inputTokens: 10, outputTokens: 1)
        let provider = ScriptedProvider([
            .calls(Self.request, usage: usage), .text(#"["add"]"#, usage), .calls(.add(1, 2), usage: usage), .text("3", usage),
        ])
        var conversation = Conversation(messages: [.user("before"), .assistant("yes")])
        let completion = try await client(provider, ToolRouting(model: "small")).complete("What is 1+2?", in: &conversation)
        #expect(completion.text == "3")
        let requests = provider.requests
        #expect(requests.map { $0.tools.map(\.name) } == [["request_tools"], [], ["add"], ["add"]])
        #expect(requests[0].tools[0].description.contains("add, mul, now"))
        #expect(requests.map(\.model) == ["gpt-4o", "small", "gpt-4o", "gpt-4o"])
        #expect(requests[1].parameters.maxTokens == 256)
        #expect(requests[1].messages.last?.text.contains("Task: What is 1+2?\nNeeded: add numbers") == true)
        #expect(requests[1].messages.last?.text.contains("mul: Multiplies\nnow") == true)
        #expect(requests[2].messages == requests[0].messages)
        #expect(completion.toolRuns.map(\.call.name) == ["add"])
        #expect(conversation.messages.map(\.role) == [.user, .assistant, .user, .assistant, .tool, .assistant])
        // The picking call is a call like any other: traced, counted, paid for.
        #expect(completion.usage == Usage(inputTokens: 40, outputTokens: 4))
        #expect(tracer.span("chat small")?.parentSpanID == tracer.span("invoke_agent")?.spanID)
        #expect(event?.attributes.get("gluellm.tool_route.matched") == .stringArray(["add"]))
        #expect(event?.attributes.get(Glue.Attributes.toolRouteAvailable) == .int64(3))
        #expect(event?.attributes.get(Glue.Attributes.cause) == nil)
    }

    @Test(
        "C13: what cannot be read offers all tools, unknown names are passed over, none leaves what is always offered",
        arguments: [
            ("I would take add", ["add", "mul", "now"], "invalid_response"),
            (#"{"tools":["add"]}"#, ["add", "mul", "now"], "invalid_response"),
            (#"[1]"#, ["add", "mul", "now"], "invalid_response"), (#"["mul","nope","now"]"#, ["mul", "now"], nil), ("[]", ["now"], nil),
            ("```json\n[\"add\"]\n```", ["add", "now"], nil), (#"["add"] or ["mul"]"#, ["add", "mul", "now"], "invalid_response"),
        ] as [(String, [String], String?)]
    )
    func answers(answer: String, offered: [String], cause: String?) async throws {
        let provider = ScriptedProvider([.calls(Self.request), .text(answer), "done"])
        _ = try await client(provider).complete("go")
        #expect(provider.requests[0].tools.map(\.name) == ["now", "request_tools"])
        #expect(provider.requests[2].tools.map(\.name) == offered)
        #expect(event?.attributes.get(Glue.Attributes.cause) == cause.map(SpanAttribute.string))
        #expect((event?.attributes.get(Glue.Attributes.toolRouteMatched) == nil) == (cause != nil))
    }

    @Test("C13: a picking call that fails offers all tools; a cancelled one ends the completion")
    func failing() async throws {
        let provider = ScriptedProvider([.calls(Self.request), .fails(.invalidRequest), "done"])
        _ = try await client(provider).complete("go")
        #expect(provider.requests[2].tools.map(\.name) == ["add", "mul", "now"])
        #expect(event?.attributes.get(Glue.Attributes.cause) == .string("invalid_request"))
        let cancelled = client(ScriptedProvider([.calls(Self.request), .fails(.cancelled), "done"]))
        let error = await #expect(throws: LLMError.self) { try await cancelled.complete("go") }
        #expect(error?.kind == .cancelled)
    }

    @Test("A picking call is repeated like any other")
    func retried() async throws {
        let provider = ScriptedProvider([.calls(Self.request), .fails(.rateLimit), #"["add"]"#, "done"])
        _ = try await client(provider).complete("go")
        #expect(provider.requests.map { $0.tools.map(\.name) } == [["now", "request_tools"], [], [], ["add", "now"]])
    }

    @Test("Arguments that cannot be read offer all tools without a call", arguments: ["{", ["q": 1], .null, ["query": ""]] as [JSONValue])
    func malformed(arguments: JSONValue) async throws {
        let provider = ScriptedProvider([.calls(ToolCall(id: "r", name: "request_tools", arguments: arguments)), "done"])
        _ = try await client(provider).complete("go")
        #expect(provider.requests.map(\.tools.count) == [2, 3])
        #expect(event?.attributes.get(Glue.Attributes.cause) == .string("invalid_arguments"))
    }

    @Test("Tools that the model calls beside its request run, and stay in the conversation")
    func beside() async throws {
        let provider = ScriptedProvider([
            .calls(ToolCall(id: "n", name: "now", arguments: [:]), Self.request), #"["add"]"#, "done",
        ])
        let completion = try await client(provider).complete("go")
        #expect(completion.toolRuns.map(\.call.name) == ["now"])
        let messages = provider.requests[2].messages
        #expect(messages.map(\.role) == [.user, .assistant, .tool])
        #expect(messages[1].toolCalls.map(\.name) == ["now"])
    }

    @Test("A second request for tools is answered like any call of a tool that there is not")
    func again() async throws {
        let provider = ScriptedProvider([.calls(Self.request), #"["add"]"#, .calls(Self.request), "done"])
        let completion = try await client(provider).complete("go")
        #expect(completion.toolRuns.map(\.errorType) == ["unknown_tool"])
    }

    @Test("A stream shows nothing of the picking call")
    func stream() async throws {
        let provider = ScriptedProvider([.calls(Self.request), #"["add"]"#, "done"])
        var text = ""
        for try await piece in client(provider).streamComplete("go").text { text += piece }
        #expect(text == "done")
    }
}
