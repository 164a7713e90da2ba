import GlueJSON
import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Completions with a form", .timeLimit(.minutes(3)))
struct StructuredCompletionTests {
    struct Box: Generable, Equatable {
        var name: String
        var value: Int
        static let schema = JSONSchema.object(["name": .string(), "value": .integer()])
    }

    struct Value: Generable, Equatable {
        var v: Int
        static let schema = JSONSchema.object(["v": .integer()])
    }

    let tracer = InMemoryTracer()

    private func client(_ provider: any ModelProvider, tools: [any Tool] = [], _ change: (inout LLMClient) -> Void = { _ in }) -> LLMClient
    {
        .scripted(provider, tools: tools) { client in
            client.tracer = tracer
            change(&client)
        }
    }

    @Test("D01: an answer that does not fit goes back with what is wrong; the conversation keeps the one that fits")
    func repaired() async throws {
        let provider = ScriptedProvider([
            .text(#"{"name":"test"}"#, Usage(inputTokens: 10, outputTokens: 1)),
            .text(#"{"name":"ok","value":42}"#, Usage(inputTokens: 20, outputTokens: 2)),
        ])
        var conversation = Conversation()
        let result = try await client(provider).structuredComplete("go", as: Box.self, in: &conversation)
        #expect(result.value == Box(name: "ok", value: 42))
        #expect(provider.requests.count == 2)
        let last = provider.requests[1].messages.suffix(2)
        #expect(last.map(\.role) == [.assistant, .user])
        #expect(last.first?.text == #"{"name":"test"}"#)
        #expect(
            last.last?.text
                == "Your response failed validation: $.value: expected a whole number, found nothing\nPlease return a corrected JSON response."
        )
        #expect(conversation.messages == [.user("go"), .assistant(#"{"name":"ok","value":42}"#)])
        #expect(result.completion.usage == Usage(inputTokens: 30, outputTokens: 3))
        #expect(result.completion.value == ["name": "ok", "value": 42])

        let agent = try #require(tracer.span("invoke_agent"))
        #expect(agent[GenAI.Attributes.outputType] == "json")
        #expect(!agent.isFailed)
        let event = try #require(agent.events.first)
        #expect(agent.events.count == 1)
        #expect(event.name == "gluellm.validation_retry")
        #expect(event.attributes.get(Glue.Attributes.validationRound) == .int64(1))
        #expect(event.attributes.get(Glue.Attributes.cause) == .string("$.value: expected a whole number"))
    }

    @Test("D02: answers that never fit end with the path, after as many repairs as the limit allows", arguments: [0, 2, 3])
    func neverFits(repairs: Int) async throws {
        let provider = ScriptedProvider(always: #"{"name":"secret","value":"secret"}"#)
        var conversation = Conversation(messages: [.user("before")])
        let client = client(provider) { if repairs != 3 { $0.limits.repairs = repairs } }
        let error = await #expect(throws: LLMError.self) { try await client.structuredComplete("go", as: Box.self, in: &conversation) }
        #expect(provider.requests.count == repairs + 1)
        #expect(error?.kind == .invalidResponse)
        #expect(error?.message.hasSuffix("$.value: expected a whole number") == true)
        #expect(error?.partialOutput?.text == #"{"name":"secret","value":"secret"}"#)
        #expect(conversation == Conversation(messages: [.user("before")]))
        let agent = try #require(tracer.span("invoke_agent"))
        #expect(agent.errorType == "invalid_response")
        #expect(agent.events.filter { $0.name == Glue.Events.validationRetry }.count == repairs)
        #expect(!tracer.finishedSpans.contains { $0.everything.contains("secret") })
    }

    @Test("D04: tools come first, the form in the last call alone; tokens are those of all calls")
    func toolsFirst() async throws {
        let provider = ScriptedProvider(
            [
                .calls(.add(1, 2), usage: Usage(inputTokens: 100, outputTokens: 10)),
                .text("three", Usage(inputTokens: 200, outputTokens: 20)),
                .text(#"{"v":3}"#, Usage(inputTokens: 300, outputTokens: 30)),
            ],
            structuredOutput: .native
        )
        var conversation = Conversation()
        let result = try await client(provider, tools: [Add()]).structuredComplete("1+2?", as: Value.self, in: &conversation)
        #expect(result.value == Value(v: 3))
        #expect(provider.requests.map(\.tools.count) == [1, 1, 0])
        #expect(provider.requests.map { $0.output != nil } == [false, false, true])
        #expect(provider.requests[2].messages.map(\.role) == [.user, .assistant, .tool, .assistant, .user])
        #expect(result.completion.usage?.totalTokens == 660)
        #expect(result.completion.rounds == 3)
        #expect(conversation.messages.map(\.role) == [.user, .assistant, .tool, .assistant, .assistant])
        #expect(conversation.messages.last?.text == #"{"v":3}"#)
    }

    @Test("D05: a code fence costs no call")
    func fence() async throws {
        let provider = ScriptedProvider(["```json\n{\"v\":1}\n```"])
        #expect(try await client(provider).structuredComplete("go", as: Value.self).value == Value(v: 1))
        #expect(provider.requests.count == 1)
    }

    @Test("A forced tool takes the answer, and the conversation keeps it as text")
    func forcedTool() async throws {
        let provider = ScriptedProvider(
            [
                .calls(ToolCall(id: "1", name: "Value", arguments: ["v": "x"])),
                .calls(ToolCall(id: "2", name: "Value", arguments: ["v": 2])),
            ],
            structuredOutput: .tool
        )
        var conversation = Conversation()
        let result = try await client(provider).structuredComplete("go", as: Value.self, in: &conversation)
        #expect(result.value == Value(v: 2))
        #expect(result.completion.text == #"{"v":2}"#)
        #expect(provider.requests[1].messages.map(\.role) == [.user, .assistant, .tool])
        #expect(provider.requests.map(\.parameters.toolChoice) == [.tool("Value"), .tool("Value")])
        #expect(conversation.messages == [.user("go"), .assistant(#"{"v":2}"#)])
    }

    @Test("A schema by hand gives JSON")
    func byHand() async throws {
        let provider = ScriptedProvider([#"{"v":1}"#])
        let format = OutputSchema(name: "v", schema: Value.schema)
        #expect(try await client(provider).structuredComplete("go", schema: format).value == ["v": 1])
    }

    @Test("An answer that the token limit cut is told as that, without repairs")
    func cut() async throws {
        let message = Message(.assistant, parts: [.text(#"{"v""#)], finishReason: .length)
        let provider = ScriptedProvider(always: .response(ModelResponse(choices: [message])))
        let error = await #expect(throws: LLMError.self) { try await client(provider).structuredComplete("go", as: Value.self) }
        #expect(error?.message.contains("raise parameters.maxTokens") == true)
        #expect(provider.requests.count == 1)
    }

    @Test("A stream ends with the value")
    func stream() async throws {
        let provider = ScriptedProvider([.calls(.add(1, 2)), "three", #"{"v":3}"#])
        let stream = client(provider, tools: [Add()]).streamComplete("1+2?", as: Value.self)
        var texts: [String] = []
        var value: Value?
        for try await event in stream {
            switch event {
            case .text(let text): texts.append(text)
            case .finished(_, let last): value = last
            default: break
            }
        }
        #expect(texts.joined() == #"three{"v":3}"#)
        #expect(value == Value(v: 3))
    }

    @Test("Rounds that run out end in the form where the call may go on, and in an error where not")
    func outOfRounds() async throws {
        let provider = ScriptedProvider([.calls(.add(1, 2)), #"{"v":3}"#])
        let going = client(provider, tools: [Add()]) { $0.limits = CallLimits(rounds: 1, afterLastRound: .fixedAnswer) }
        #expect(try await going.structuredComplete("go", as: Value.self).value == Value(v: 3))
        let failing = client(ScriptedProvider(always: .calls(.add(1, 2))), tools: [Add()]) { $0.limits.rounds = 1 }
        let error = await #expect(throws: LLMError.self) { try await failing.structuredComplete("go", as: Value.self) }
        #expect(error?.kind == .tooManyRounds)
    }
}
