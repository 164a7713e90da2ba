import GlueJSON
import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("How tools are run", .timeLimit(.minutes(3)))
struct ToolPolicyTests {
    let tracer = InMemoryTracer()

    private func client(_ provider: ScriptedProvider, tools: [any Tool] = [Add()], _ change: (inout LLMClient) -> Void) -> LLMClient {
        .scripted(provider, tools: tools) { client in
            client.tracer = tracer
            change(&client)
        }
    }

    @Test(
        "Each call waits for its approval, which the span shows",
        arguments: [
            (.allow, "allowed", 3, nil, "3"), (.replace(arguments: ["a": 5, "b": 6]), "replaced", 11, nil, "11"),
            (.deny(reason: "too dear"), "denied", nil, "denied", "Error: The call was not approved: too dear"),
        ] as [(ToolApproval, String, Int64?, String?, String)]
    )
    func approval(approval: ToolApproval, outcome: String, sum: Int64?, errorType: String?, told: String) async throws {
        let provider = ScriptedProvider([.calls(.add(1, 2)), "done"])
        let asked = Gauge()
        let completion = try await client(provider) { client in
            client.toolPolicy.approve = { request in
                asked.enter()
                #expect(request.call == .add(1, 2))
                #expect(request.tool.name == "add")
                return approval
            }
        }
        .complete("go")
        #expect(asked.most == 1)
        let run = try #require(completion.toolRuns.first)
        #expect(run.errorType == errorType)
        if let sum { #expect(run.response == .integer(sum)) }
        let response = try #require(provider.requests[1].messages.last)
        guard case .toolCallResponse(let answer)? = response.parts.first else {
            Issue.record("no response in \(response)")
            return
        }
        #expect(answer.response.string ?? answer.response.text() == told)
        let span = try #require(tracer.span("execute_tool add"))
        #expect(span["gluellm.tool.approval"] == outcome)
        #expect(span.errorType == errorType)
    }

    @Test("A call that cannot run is refused without asking, and without a decision no span has one")
    func notAsked() async throws {
        let provider = ScriptedProvider([
            .calls(ToolCall(id: "1", name: "nope", arguments: [:]), ToolCall(id: "2", name: "add", arguments: "{")), "ok",
        ])
        let completion = try await client(provider) { client in
            client.toolPolicy.approve = { _ in
                Issue.record("asked")
                return .allow
            }
        }
        .complete("go")
        #expect(completion.toolRuns.map(\.errorType) == ["unknown_tool", "invalid_json"])
        #expect(tracer.finishedSpans.allSatisfy { $0[Glue.Attributes.toolApproval] == nil })
    }

    @Test("Who gives up while a call waits for approval does not run its tool")
    func cancelledApproval() async throws {
        let (began, signal) = AsyncStream.makeStream(of: Void.self)
        let tool = AnyTool.plain("pay") {
            Issue.record("the tool ran")
            return true
        }
        let client = client(ScriptedProvider([.calls(ToolCall(id: "1", name: "pay", arguments: [:]))]), tools: [tool]) { client in
            client.toolPolicy.approve = { _ in
                signal.yield()
                try? await Task.sleep(for: .seconds(3600))
                return .allow
            }
        }
        let task = Task { try await client.complete("go") }
        for await _ in began { break }
        task.cancel()
        let error = await #expect(throws: LLMError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(tracer.span("execute_tool pay")?.errorType == "cancelled")
    }

    @Test(
        "C10: a finished round is one short text, also for tools that failed",
        arguments: [true, false]
    )
    func condensed(condenses: Bool) async throws {
        let provider = ScriptedProvider([.calls(.add(1, 2), ToolCall(id: "2", name: "nope", arguments: [:])), "done"])
        var conversation = Conversation()
        let client = client(provider) { client in
            client.systemPrompt = "Be terse."
            client.toolPolicy.condenses = condenses
        }
        _ = try await client.complete("go", in: &conversation)
        let messages = provider.requests[1].messages
        guard condenses else {
            #expect(messages.map(\.role) == [.system, .user, .assistant, .tool, .tool])
            return
        }
        #expect(messages.map(\.role) == [.system, .user, .user])
        let text = "[Tool Results]\n- add -> 3\n- nope -> Tool 'nope' not found. The tools are: add."
        #expect(messages.last?.text == text)
        #expect(conversation.messages == [.user("go"), .user(text), .assistant("done")])
    }

    @Test("A round in which the model also said something is not condensed")
    func notCondensed() async throws {
        let message = Message(.assistant, parts: [.text("Let me add."), .toolCall(.add(1, 2))])
        let provider = ScriptedProvider([.response(ModelResponse(choices: [message])), "done"])
        _ = try await client(provider) { $0.toolPolicy.condenses = true }.complete("go")
        #expect(provider.requests[1].messages.map(\.role) == [.user, .assistant, .tool])
    }

    @Test("What a tool shows follows its response", arguments: [true, false])
    func parts(condenses: Bool) async throws {
        let image = MessagePart.uri(modality: "image", mimeType: nil, uri: "https://example.org/a.png")
        let tool = AnyTool(name: "draw", description: "") { _ in
        } call: { _ in
            ToolResult("It follows.", parts: [image])
        }
        let provider = ScriptedProvider([.calls(ToolCall(id: "1", name: "draw", arguments: [:])), "nice"])
        let completion = try await client(provider, tools: [tool]) { $0.toolPolicy.condenses = condenses }.complete("go")
        let last = try #require(provider.requests[1].messages.last)
        #expect(last.role == .user)
        #expect(last.parts.last == image)
        #expect(completion.toolRuns.map(\.parts) == [[image]])
    }

    @Test("A tool may end the call with its response as the answer")
    func ended() async throws {
        let tool = AnyTool(name: "stop", description: "") { _ in
        } call: { _ in
            ToolResult.final("That is all.")
        }
        let provider = ScriptedProvider([.calls(.add(1, 2), ToolCall(id: "2", name: "stop", arguments: [:]))])
        var conversation = Conversation()
        let completion = try await client(provider, tools: [Add(), tool]) { _ in }.complete("go", in: &conversation)
        #expect(completion.text == "That is all.")
        #expect(completion.finishReason == .stop)
        #expect(completion.rounds == 1)
        #expect(completion.toolRuns.map(\.endsCall) == [false, true])
        #expect(conversation.messages.map(\.role) == [.user, .assistant, .tool, .tool, .assistant])
        #expect(tracer.span("invoke_agent")?.isFailed == false)
        #expect(tracer.span("execute_tool stop")?.attributes.get("gluellm.tool.ends_call") == .bool(true))
        #expect(tracer.span("execute_tool add")?.attributes.get("gluellm.tool.ends_call") == nil)
    }

    @Test("A tool that ends a call with a form ends it where its response has the form", arguments: [true, false])
    func endedStructured(fits: Bool) async throws {
        let tool = AnyTool(name: "stop", description: "") { _ in
        } call: { _ in
            ToolResult.final(fits ? ["v": 1] : "no form")
        }
        let provider = ScriptedProvider([.calls(ToolCall(id: "1", name: "stop", arguments: [:])), #"{"v":2}"#])
        let format = OutputSchema(name: "v", schema: .object(["v": .integer()]))
        let result = try await client(provider, tools: [tool]) { _ in }.structuredComplete("go", schema: format)
        #expect(result.value == ["v": fits ? 1 : 2])
        #expect(provider.requests.count == (fits ? 1 : 2))
    }

    @Test("A tool's own time limit wins over the client's")
    func timeLimit() async throws {
        var tool = AnyTool.plain("wait") {
            try await Task.sleep(for: .seconds(3600))
            return "late"
        }
        tool.timeLimit = .seconds(1)
        let provider = ScriptedProvider([.calls(ToolCall(id: "1", name: "wait", arguments: [:])), "ok"])
        let completion = try await client(provider, tools: [tool]) { $0.limits.tool = .seconds(86_000) }.complete("go")
        #expect(completion.toolRuns.map(\.errorType) == ["timeout"])
    }

    @Test(
        "A response that is too long is cut between characters and says so",
        arguments: [("abcdef", 4, "abcd", 2), ("äöü", 3, "ä", 4), ("abc", 0, "", 3)]
    )
    func bounded(text: String, limit: Int, kept: String, missing: Int) async throws {
        let tool = AnyTool.plain("read") { .string(text) }
        let provider = ScriptedProvider([.calls(ToolCall(id: "1", name: "read", arguments: [:])), "ok"])
        let completion = try await client(provider, tools: [tool]) { $0.toolPolicy.responseLimit = limit }.complete("go")
        #expect(completion.toolRuns.map(\.response) == [.string("\(kept)\n[\(missing) more bytes are left out]")])
        #expect(tracer.span("execute_tool read")?.number("gluellm.tool.response.cut_bytes") == Double(missing))
    }

    @Test("A response within the limit stays what it was")
    func withinLimit() async throws {
        let provider = ScriptedProvider([.calls(.add(1, 2)), "ok"])
        let completion = try await client(provider) { $0.toolPolicy.responseLimit = 1 }.complete("go")
        #expect(completion.toolRuns.map(\.response) == [3])
    }
}
