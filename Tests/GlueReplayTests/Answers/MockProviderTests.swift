import GlueLLM
import GlueSemantics
import Testing

@testable import GlueReplay

@Suite("Mock provider")
struct MockProviderTests {
    private let request = ModelRequest(model: "gpt-4o-mini", messages: [.system("Be terse."), .user("What is the weather in Oslo?")])

    @Test("It goes by the recorded provider and answers with all that was recorded")
    func answer() async throws {
        var exchange = Exchange.sample()
        exchange.server = ServerAddress(host: "api.openai.com", port: 443)
        exchange.responseDetails = ["openai.response.service_tier": "default"]
        exchange.requestDetails = ["openai.api.type": "chat_completions"]
        let provider = MockProvider(AnswerBook([exchange], matching: .strict))
        #expect(provider.name == "openai")
        #expect(provider.server == exchange.server)
        #expect(provider.details(of: request) == exchange.requestDetails)
        let response = try await provider.respond(to: request)
        #expect(response.id == "chatcmpl-0")
        #expect(response.model == "gpt-4o-mini-2024-07-18")
        #expect(response.choices == exchange.output)
        #expect(response.usage == exchange.usage)
        #expect(response.details == exchange.responseDetails)
    }

    @Test(
        "Recorded failures are thrown as the engine's own kinds",
        arguments: [
            (RecordedFailure(type: "rate_limit"), LLMError.Kind.rateLimit), (RecordedFailure(type: "429"), .rateLimit),
            (RecordedFailure(type: "openai.RateLimitError"), .rateLimit), (RecordedFailure(type: "AuthenticationError"), .authentication),
            (RecordedFailure(type: "BadRequestError"), .invalidRequest), (RecordedFailure(type: "_OTHER", status: 500), .server),
            (RecordedFailure(type: "APITimeoutError"), .timeout),
            (RecordedFailure(type: "_OTHER", message: "Connection refused"), .connection),
        ]
    )
    func failures(failure: RecordedFailure, kind: LLMError.Kind) async {
        let provider = MockProvider(AnswerBook([.sample(error: failure)], matching: .strict))
        let error = await #expect(throws: LLMError.self) { try await provider.respond(to: request) }
        #expect(error?.kind == kind)
        #expect(error?.isRetryable == false, "it failed for good when it was recorded")
    }

    @Test("An attempt that was tried again is worth trying again, after the recorded wait")
    func retryable() async {
        let failure = RecordedFailure(type: "authentication", status: 401, delay: .seconds(3))
        let provider = MockProvider(AnswerBook([.sample(failedAttempts: [failure])], matching: .strict))
        let error = await #expect(throws: LLMError.self) { try await provider.respond(to: request) }
        #expect(error?.isRetryable == true)
        #expect(error?.retryAfter == .seconds(3))
    }

    @Test("A request without a recording is an error whose message holds no content")
    func noAnswer() async {
        let provider = MockProvider(AnswerBook([.sample("Something else?")], matching: .strict))
        let error = await #expect(throws: LLMError.self) { try await provider.respond(to: request) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("the nearest is exchange 0") == true)
        #expect(error?.message.contains("weather") == false)
        #expect(error?.excerpt?.contains("weather") == true)
    }
}
