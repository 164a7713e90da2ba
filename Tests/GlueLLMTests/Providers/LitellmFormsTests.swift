import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Every form that litellm's proxy speaks", .needs(.litellm), .timeLimit(.minutes(3)))
struct LitellmFormsTests {
    /// What the proxy's upstream answers: text, then a call of a tool.
    private static let upstream: [[UInt8]] = [
        piece(["role": "assistant", "content": "It is "]), piece(["content": "14 °C"]),
        piece(["tool_calls": [["index": 0, "id": "call_1", "type": "function", "function": ["name": "add", "arguments": ""]]]]),
        piece(["tool_calls": [["index": 0, "function": ["arguments": "{\"a\":1,"]]]]),
        piece(["tool_calls": [["index": 0, "function": ["arguments": "\"b\":2}"]]]]), piece([:], finish: "tool_calls"),
        Wire.events(
            [
                [
                    "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [],
                    "usage": ["prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 14],
                ]
            ],
            end: "[DONE]"
        ),
    ]

    private static func piece(_ delta: JSONValue, finish: JSONValue = nil) -> [UInt8] {
        Wire.events([
            [
                "id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                "choices": [["index": 0, "delta": delta, "finish_reason": finish]],
            ]
        ])
    }

    private func stream(_ provider: some ModelProvider, _ request: ModelRequest, _ tracer: InMemoryTracer) async throws -> ModelResponse {
        var events: [ModelEvent] = []
        try await provider.stream(request, attempt: Attempt(tracer: tracer)) { events.append($0) }
        return Wire.whole(events)
    }

    @Test("OpenAI's chat completions and responses and Anthropic's messages, whole and streamed, with calls of tools")
    func forms() async throws {
        try await ChunkServer.running({ _ in .init(Self.upstream) }) { upstream, upstreamURL in
            try await LitellmProxy.running(upstream: upstreamURL) { proxy in
                let tracer = InMemoryTracer()
                let chat = try OpenAIProvider(baseURL: proxy.baseURL + "/v1", apiKey: LitellmProxy.key)
                let responses = try OpenAIResponsesProvider(baseURL: proxy.baseURL + "/v1", apiKey: LitellmProxy.key)
                let messages = try AnthropicProvider(baseURL: proxy.baseURL, apiKey: LitellmProxy.key)

                // Answers that the proxy makes itself.
                let question = ModelRequest(.user("Paris?"), model: LitellmProxy.model)
                for provider in [chat, responses, messages] as [any ModelProvider] {
                    let response = try await provider.respond(to: question, attempt: Attempt(tracer: tracer))
                    #expect(response.choices.map(\.text) == [LitellmProxy.answer], "\(type(of: provider))")
                    #expect(response.choices.first?.finishReason == .stop)
                    #expect((response.usage?.outputTokens ?? 0) > 0)
                }
                let streamed = try await stream(chat, question, tracer)
                #expect(streamed.choices.map(\.text) == [LitellmProxy.answer])
                #expect((streamed.usage?.outputTokens ?? 0) > 0)
                // To a request for a stream of messages it answers at once.
                #expect(try await stream(messages, question, tracer).choices.map(\.text) == [LitellmProxy.answer])

                // Streams that it translates.
                let tools = [AnyTool(Add()).definition]
                let forms: [(any ModelProvider, String)] = [
                    (chat, LitellmProxy.messagesModel), (messages, LitellmProxy.messagesModel), (responses, LitellmProxy.responsesModel),
                ]
                for (provider, model) in forms {
                    let request = ModelRequest(model: model, messages: [.user("Paris?")], tools: tools)
                    let response = try await stream(provider, request, tracer)
                    #expect(response.choices.map(\.text) == ["It is 14 °C"], "\(type(of: provider))")
                    #expect(response.choices.first?.toolCalls == [.add(1, 2)], "\(type(of: provider))")
                    #expect(response.choices.first?.finishReason == .toolCall, "\(type(of: provider))")
                    #expect(response.usage?.inputTokens == 10)
                    #expect(response.usage?.outputTokens == 4)
                }
                #expect(upstream.requests >= forms.count)

                let models = try await chat.models(tracer: tracer)
                #expect(models.contains { $0.id == LitellmProxy.model })
                #expect(tracer.finishedSpans.allSatisfy { !$0.isFailed && !$0.everything.contains(LitellmProxy.key) })
            }
        }
    }

    @Test("A wrong key is an error in each form, and is nowhere")
    func wrongKey() async throws {
        try await LitellmProxy.running { proxy in
            let tracer = InMemoryTracer()
            let key = "sk-wrong-0123456789abcdef"
            let providers: [any ModelProvider] = [
                try OpenAIProvider(baseURL: proxy.baseURL + "/v1", apiKey: key),
                try OpenAIResponsesProvider(baseURL: proxy.baseURL + "/v1", apiKey: key),
                try AnthropicProvider(baseURL: proxy.baseURL, apiKey: key),
            ]
            for provider in providers {
                let error = await #expect(throws: LLMError.self) {
                    _ = try await stream(provider, ModelRequest(.user("hi"), model: LitellmProxy.model), tracer)
                }
                // Without a database the proxy cannot look the key up, and so calls it a bad request.
                #expect(error?.status == 400)
                #expect(error?.isRetryable == false)
                #expect("\(String(describing: error))".contains("0123456789abcdef") == false)
            }
            #expect(tracer.finishedSpans.count == 3)
            #expect(tracer.finishedSpans.allSatisfy { $0.errorType == "400" && !$0.everything.contains("0123456789abcdef") })
        }
    }
}
