import AsyncHTTPClient
import GlueJSON
import GlueLLM
import GlueSemantics
import NIOCore
import Testing
import Tracing

@testable import GlueReplay

/// Each API of the mock server, asked by the engine's own provider for it.
@Suite("Mock server by every API")
struct ProviderAPITests {
    enum API: String, CaseIterable, CustomTestStringConvertible {
        case chat, responses, anthropic
        var testDescription: String { rawValue }

        func provider(_ address: ServerAddress) throws -> any ModelProvider {
            let base = "http://\(address.host):\(address.port)"
            return switch self {
            case .chat: try OpenAIProvider(baseURL: base + "/v1")
            case .responses: try OpenAIResponsesProvider(baseURL: base + "/v1")
            case .anthropic: try AnthropicProvider(baseURL: base, apiKey: "key-for-nobody")
            }
        }
    }

    private static var answer: Message {
        Message(
            .assistant,
            parts: [.text("Let me look that up: 日本 😀\n\nnow."), .toolCall(.weather("Oslo")), .toolCall(.weather("Bergen", id: "call_2"))],
            finishReason: .toolCall
        )
    }

    private static var exchange: Exchange {
        var exchange = Exchange.sample(answer: answer, tools: [.weather])
        exchange.usage = Usage(inputTokens: 120, outputTokens: 30, cachedInputTokens: 64)
        return exchange
    }

    @Test("What was recorded comes whole and in pieces, tools and usage included", arguments: API.allCases, [false, true])
    func answers(api: API, isStreamed: Bool) async throws {
        let exchange = Self.exchange
        // Anthropic insists on a bound for the answer, which was not asked for when it was recorded.
        let book = AnswerBook([exchange], matching: api == .anthropic ? .lenient : .strict)
        let response = try await MockServer(book).running { address in
            let request = ModelRequest(model: "gpt-4o-mini", messages: exchange.input, tools: [.weather])
            let provider = try api.provider(address)
            guard isStreamed else { return try await provider.respond(to: request) }
            var assembly = ResponseAssembly()
            try await provider.stream(request, attempt: Attempt(tracer: NoOpTracer())) { event throws(LLMError) in assembly.add(event) }
            return assembly.response
        }
        #expect(response.choices.first?.parts == Self.answer.parts)
        #expect(response.choices.first?.finishReason == .toolCall)
        #expect(response.id == exchange.responseID)
        #expect(response.model == exchange.responseModel)
        #expect(response.usage?.inputTokens == 120 && response.usage?.outputTokens == 30)
        #expect(response.usage?.cachedInputTokens == 64)
        #expect(book.unused.isEmpty)
    }

    @Test("A whole conversation with tools is answered, whatever API it was recorded by", arguments: API.allCases)
    func conversation(api: API) async throws {
        let recording = try Recording(
            traces: await RecordedSessions.traces(of: [
                .answer(.calls(.weather("Oslo"), .weather("Bergen", id: "call_2"))), .answer(.assistant("It is 4 °C in both.")),
            ])
        )
        let book = AnswerBook(recording.exchanges, matching: .lenient)
        let completion = try await MockServer(book).running { address in
            let client = LLMClient(
                model: "gpt-4o-mini",
                provider: try api.provider(address),
                systemPrompt: "Be terse.",
                tools: [RecordedSessions.weather]
            )
            return try await client.complete("What is the weather in Oslo?")
        }
        #expect(completion.text == "It is 4 °C in both.")
        #expect(book.unused.isEmpty && book.unanswered == 0)
    }

    @Test("A recorded failure has the API's own form", arguments: API.allCases)
    func failures(api: API) async throws {
        let failure = RecordedFailure(type: "429", message: "slow down", status: 429, headers: ["retry-after": "7", "request-id": "req_1"])
        let book = AnswerBook([.sample(error: failure)], matching: .lenient)
        try await MockServer(book).running { address in
            let provider = try api.provider(address)
            let error = await #expect(throws: LLMError.self) {
                try await provider.respond(
                    to: ModelRequest(model: "gpt-4o-mini", messages: [.system("Be terse."), .user("What is the weather in Oslo?")])
                )
            }
            #expect(error?.kind == .rateLimit)
            #expect(error?.status == 429)
            #expect(error?.retryAfter == .seconds(7))
            #expect(error?.excerpt?.contains("slow down") == true)
        }
    }

    @Test("A response that another one follows is remembered by its id")
    func followed() async throws {
        let first = Exchange.sample(answer: .calls(.weather("Oslo")))
        var second = Exchange.sample(index: 1)
        second.input = first.input + first.output + [.tool(id: "call_1", response: ["celsius": 4])]
        let book = AnswerBook([first, second], matching: .lenient)
        try await MockServer(book).running { address in
            let client = LLMClient(
                model: "gpt-4o-mini",
                provider: try OpenAIResponsesProvider(baseURL: "http://\(address.host):\(address.port)/v1", memory: .server),
                systemPrompt: "Be terse.",
                tools: [AnyTool(.weather) { _ in ["celsius": 4] }]
            )
            #expect(try await client.complete("What is the weather in Oslo?").text == "It is 4 °C in Oslo.")
        }
        #expect(book.unused.isEmpty)
    }
}
