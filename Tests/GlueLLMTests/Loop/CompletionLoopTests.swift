import GlueJSON
import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("The loop of model and tools", .timeLimit(.minutes(3)))
struct CompletionLoopTests {
    let tracer = InMemoryTracer()

    private func client(_ provider: ScriptedProvider, tools: [any Tool] = [Add(), Boom()], _ change: (inout LLMClient) -> Void = { _ in })
        -> LLMClient
    {
        .scripted(provider, tools: tools) { client in
            client.tracer = tracer
            change(&client)
        }
    }

    @Test("C01: one tool round is two model calls")
    func oneRound() async throws {
        let provider = ScriptedProvider([.calls(.add(1, 2)), "3"])
        var conversation = Conversation()
        let completion = try await client(provider).complete("1+2?", in: &conversation)
        #expect(completion.text == "3")
        #expect(completion.rounds == 2)
        #expect(completion.toolRuns == [ToolRun(call: .add(1, 2), response: 3)])
        #expect(provider.requests.count == 2)
        #expect(provider.requests[1].messages.map(\.role) == [.user, .assistant, .tool])
        #expect(conversation.messages.map(\.role) == [.user, .assistant, .tool, .assistant])
        #expect(conversation.messages[2] == .tool(id: "call_1", response: 3))
        #expect(conversation.messages.allSatisfy { $0.finishReason == nil })
    }

    static let badCalls: [ToolCall] = [
        ToolCall(id: "1", name: "nope", arguments: [:]),
        ToolCall(id: "2", name: "add", arguments: "{bad"),
        ToolCall(id: "3", name: "boom", arguments: [:]),
        .add(1, 2, id: "4"),
    ]

    @Test(
        "C02, C03: failed tools are answers, in the order of the calls, and each is visible",
        arguments: [ToolOrder.sequential, .parallel(limit: 8)]
    )
    func failures(order: ToolOrder) async throws {
        let calls = Self.badCalls
        let provider = ScriptedProvider([.calls(calls[0], calls[1], calls[2], calls[3]), "done"])
        let completion = try await client(provider) { $0.toolOrder = order }.complete("go")
        #expect(completion.text == "done")
        let answers = provider.requests[1].messages.suffix(4).map(\.parts)
        let texts = try answers.map { parts in
            guard case .toolCallResponse(let answer) = try #require(parts.first) else { return "no answer" }
            return "\(answer.id ?? "-"): \(answer.response.string ?? answer.response.text())"
        }
        #expect(texts[0] == "1: Error: Tool 'nope' not found. The tools are: add, boom.")
        #expect(texts[1].hasPrefix("2: Error: Invalid JSON"))
        #expect(texts[2] == "3: Error: ValueError: no")
        #expect(texts[3] == "4: 3")
        #expect(completion.toolRuns.map(\.errorType) == ["unknown_tool", "invalid_json", "ValueError", nil])
        let spans = tracer.finishedSpans.filter { $0.operationName.hasPrefix("execute_tool") }
        let types = Dictionary(uniqueKeysWithValues: spans.map { ($0[GenAI.Attributes.toolCallID] ?? "", $0.errorType) })
        #expect(types == ["1": "unknown_tool", "2": "invalid_json", "3": "ValueError", "4": nil])
        #expect(spans.filter(\.isFailed).count == 3)
        // The words of a failure may be content.
        #expect(spans.allSatisfy { $0.status?.message == nil })
        let agent = try #require(tracer.span("invoke_agent"))
        #expect(!agent.isFailed)
        #expect(spans.allSatisfy { $0.parentSpanID == agent.spanID })
    }

    @Test("C03: tools of one answer run at the same time, and the answers keep the order of the calls")
    func parallel() async throws {
        let (done, signal) = AsyncStream.makeStream(of: Void.self)
        let slow = AnyTool.plain("slow") {
            // Waits for the other tool: one after the other, they would never end.
            for await _ in done { break }
            return "slow"
        }
        let fast = AnyTool.plain("fast") {
            signal.yield()
            return "fast"
        }
        let calls = [ToolCall(id: "1", name: "slow", arguments: [:]), ToolCall(id: "2", name: "fast", arguments: .null)]
        let provider = ScriptedProvider([.calls(calls[0], calls[1]), "done"])
        let completion = try await client(provider, tools: [slow, fast]) { $0.toolOrder = .parallel(limit: 2) }.complete("go")
        #expect(completion.toolRuns.map(\.response) == ["slow", "fast"])
    }

    @Test("At most so many tools run at once as the limit says")
    func parallelLimit() async throws {
        let running = Gauge()
        let tool = AnyTool.plain("work") {
            running.enter()
            for _ in 0..<50 { await Task.yield() }
            running.leave()
            return true
        }
        let calls = (0..<9).map { MessagePart.toolCall(ToolCall(id: "\($0)", name: "work", arguments: [:])) }
        let provider = ScriptedProvider([.response(ModelResponse(choices: [Message(.assistant, parts: calls)])), "done"])
        let completion = try await client(provider, tools: [tool]) { $0.toolOrder = .parallel(limit: 3) }.complete("go")
        #expect(completion.toolRuns.map(\.call.id) == (0..<9).map { "\($0)" })
        #expect((2...3).contains(running.most))
    }

    @Test("C05: the last round's tools run, then the fixed answer comes, and the span says what happened")
    func fixedAnswer() async throws {
        let provider = ScriptedProvider(always: .calls(.add(1, 2)))
        let client = client(provider) { $0.limits = CallLimits(rounds: 3, afterLastRound: .fixedAnswer) }
        var conversation = Conversation()
        let completion = try await client.complete("go", in: &conversation)
        #expect(completion.text == "Maximum tool execution iterations reached.")
        #expect(provider.requests.count == 3)
        #expect(completion.toolRuns.count == 3)
        #expect(conversation.messages.last?.role == .tool)
        let agent = try #require(tracer.span("invoke_agent"))
        #expect(agent.errorType == "too_many_rounds")
        #expect(agent.number(Glue.Attributes.iterations) == 3)
    }

    @Test("Too many rounds are a typed error that says what to raise; the conversation stays as it was")
    func tooManyRounds() async throws {
        let provider = ScriptedProvider(always: .calls(.add(1, 2)))
        let client = client(provider) { $0.limits.rounds = 2 }
        var conversation = Conversation(messages: [.user("before")])
        let error = await #expect(throws: LLMError.self) { try await client.complete("go", in: &conversation) }
        #expect(error?.kind == .tooManyRounds)
        #expect(error?.message.contains("raise limits.rounds") == true)
        #expect(conversation == Conversation(messages: [.user("before")]))
        let agent = try #require(tracer.span("invoke_agent"))
        #expect(agent.isFailed)
        #expect(agent.errorType == "too_many_rounds")
        #expect(agent.number(Glue.Attributes.toolCalls) == 2)
    }

    @Test("C09: tokens and cost are those of all calls")
    func totals() async throws {
        let provider = ScriptedProvider([
            .calls(.add(1, 2), usage: Usage(inputTokens: 100, outputTokens: 10)), .text("3", Usage(inputTokens: 200, outputTokens: 20)),
        ])
        let completion = try await client(provider).complete("1+2?")
        #expect(completion.usage == Usage(inputTokens: 300, outputTokens: 30))
        #expect(completion.usage?.totalTokens == 330)
        #expect(abs(try #require(completion.cost) - 0.00105) < 1e-12)
        let agent = try #require(tracer.span("invoke_agent"))
        #expect(agent.number(Glue.Attributes.usageInputTokens) == 300)
        #expect(agent.number(Glue.Attributes.usageOutputTokens) == 30)
        // No backend may count them twice.
        #expect(agent.number(GenAI.Attributes.usageInputTokens) == nil)
    }

    @Test("I02: an unknown price makes the cost unknown, and one unknown cost the sum; tokens still count")
    func unknownPrice() async throws {
        let usage = Usage(inputTokens: 100, outputTokens: 10)
        let provider = ScriptedProvider([
            .response(ModelResponse(model: "gpt-4o", choices: [Message(.assistant, parts: [.toolCall(.add(1, 2))])], usage: usage)),
            .response(ModelResponse(model: "house-model", choices: [.assistant("3")], usage: usage)),
        ])
        let client = client(provider) { $0.model = "house-model" }
        let completion = try await client.complete("1+2?")
        #expect(completion.cost == nil)
        #expect(completion.usage?.totalTokens == 220)
        #expect(tracer.span("invoke_agent")?.number(Glue.Attributes.costUSD) == nil)
    }

    @Test("C21: the system prompt is sent byte for byte")
    func systemPrompt() async throws {
        let prompt = "if a < b && c > \"d\":\n\t<b>bold</b>\n\n  - 'x'\r\n"
        let provider = ScriptedProvider(["ok"])
        _ = try await client(provider) { $0.systemPrompt = prompt }.complete("hi")
        #expect(provider.requests[0].messages == [.system(prompt), .user("hi")])
    }

    @Test("A conversation goes on where it was, without the system prompt")
    func conversation() async throws {
        let provider = ScriptedProvider(["one", "two"])
        let client = client(provider) { $0.systemPrompt = "Be terse." }
        var conversation = Conversation(id: "c-1")
        _ = try await client.complete("first", in: &conversation)
        _ = try await client.complete("second", in: &conversation)
        #expect(provider.requests[1].messages == [.system("Be terse."), .user("first"), .assistant("one"), .user("second")])
        #expect(conversation.messages.map(\.text) == ["first", "one", "second", "two"])
        #expect(tracer.finishedSpans.allSatisfy { $0[GenAI.Attributes.conversationID] == "c-1" })
    }

    @Test("Two tools of one name are refused before anything is asked")
    func sameName() async throws {
        let provider = ScriptedProvider(["ok"])
        let error = await #expect(throws: LLMError.self) { try await client(provider, tools: [Add(), Add()]).complete("hi") }
        #expect(error?.kind == .configuration)
        #expect(provider.requests.isEmpty)
    }

    @Test("An answer without a message is an error")
    func noChoice() async throws {
        let provider = ScriptedProvider(always: .response(ModelResponse(choices: [])))
        let error = await #expect(throws: LLMError.self) { try await client(provider).complete("hi") }
        #expect(error?.kind == .invalidResponse)
    }

    @Test(
        "Whoever cancels while a tool runs gets a cancellation, and the tool sees it",
        arguments: [ToolOrder.sequential, .parallel(limit: 2)]
    )
    func cancelled(order: ToolOrder) async throws {
        let (began, signal) = AsyncStream.makeStream(of: Void.self)
        let (ended, endSignal) = AsyncStream.makeStream(of: Bool.self)
        let tool = AnyTool.plain("wait") {
            signal.yield()
            try? await Task.sleep(for: .seconds(3600))
            endSignal.yield(Task.isCancelled)
            return "late"
        }
        let provider = ScriptedProvider([
            .calls(ToolCall(id: "1", name: "wait", arguments: [:]), ToolCall(id: "2", name: "nope", arguments: [:])), "no",
        ])
        let client = client(provider, tools: [tool]) { $0.toolOrder = order }
        let task = Task { try await client.complete("go") }
        for await _ in began { break }
        task.cancel()
        let error = await #expect(throws: LLMError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        for await wasCancelled in ended {
            #expect(wasCancelled)
            break
        }
        #expect(provider.requests.count == 1)
        #expect(tracer.span("execute_tool wait")?.errorType == "cancelled")
        #expect(tracer.span("invoke_agent")?.errorType == "cancelled")
    }

    @Test("A tool that takes too long is cut short and the model is told")
    func toolLimit() async throws {
        let tool = AnyTool.plain("wait") {
            try await Task.sleep(for: .seconds(3600))
            return "late"
        }
        let provider = ScriptedProvider([.calls(ToolCall(id: "1", name: "wait", arguments: [:])), "ok"])
        let completion = try await client(provider, tools: [tool]) { $0.limits.tool = .seconds(1) }.complete("go")
        #expect(completion.toolRuns.map(\.errorType) == ["timeout"])
        #expect(tracer.span("execute_tool wait")?.errorType == "timeout")
    }
}
