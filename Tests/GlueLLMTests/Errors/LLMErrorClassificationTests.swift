import Testing

@testable import GlueLLM

@Suite("What a failure is, told by words and status")
struct LLMErrorClassificationTests {
    typealias Kind = LLMError.Kind

    @Test(
        "Words alone, as whole words, the more telling rule first",
        arguments: [
            ("A01", "context length exceeded", .tokenLimit, false),
            ("A01", "maximum context length is 4096", .tokenLimit, false),
            ("A01", "too many tokens in request", .tokenLimit, false),
            ("A01", "context_length_exceeded", .tokenLimit, false),
            ("A02", "max_tokens exceeds model limit", .tokenLimit, false),
            ("A03", "The 'max_tokens' field is required and cannot be left empty", .invalidRequest, false),
            ("A04", "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead", .invalidRequest, false),
            ("A05", "429 - rate_limit_exceeded", .rateLimit, true),
            ("A05", "quota exceeded", .rateLimit, true),
            ("A05", "resource exhausted", .rateLimit, true),
            ("A05", "throttled", .rateLimit, true),
            ("A05", "too many requests", .rateLimit, true),
            ("A06", "connection timeout", .timeout, true),
            ("A07", "504 gateway timeout", .timeout, true),
            ("A08", "503 service unavailable", .connection, true),
            ("A08", "502 bad gateway", .connection, true),
            ("A08", "network error", .connection, true),
            ("A08", "unreachable", .connection, true),
            ("A08", "connection reset", .connection, true),
            ("A09", "401 unauthorized", .authentication, false),
            ("A09", "403 forbidden", .authentication, false),
            ("A09", "invalid api key", .authentication, false),
            ("A09", "authentication failed", .authentication, false),
            ("A10", "400 bad request", .invalidRequest, false),
            ("A10", "invalid request", .invalidRequest, false),
            ("A10", "validation error", .invalidRequest, false),
            ("A11", "some random error", .other, false),
            ("A11", "", .other, false),
            ("A12", "Rate limit: timed out", .rateLimit, true),
            ("A14", "1 validation error for A: Invalid JSON: trailing characters", .invalidRequest, true),
            ("A19", "Author not found", .other, false),
            ("A19", "order 4290 failed", .other, false),
        ] as [(String, String, Kind, Bool)]
    )
    func words(id: String, text: String, kind: Kind, isRetryable: Bool) {
        let error = LLMError(classifying: text)
        #expect(error.kind == kind)
        #expect(error.isRetryable == isRetryable)
        #expect(error.message == text)
    }

    @Test(
        "A status says more than words, a code more than a status",
        arguments: [
            ("A15", 500, nil, "it broke", .server),
            ("A15", 529, nil, "it broke", .server),
            ("A18", 400, nil, "request id req_503abc: bad request", .invalidRequest),
            ("", 400, "context_length_exceeded invalid_request_error", "your messages are long", .tokenLimit),
            ("", 400, nil, "This model's maximum context length is 128000 tokens", .tokenLimit),
            ("", 400, nil, "Unsupported parameter: 'max_tokens'", .invalidRequest),
            ("", 400, "content_filter", "the prompt triggered a policy", .contentFilter),
            ("", 429, "insufficient_quota", "you exceeded your current quota", .rateLimit),
            ("", 404, "model_not_found", "no such model", .invalidRequest),
            ("", 413, nil, "payload too large", .tokenLimit),
            ("", 408, nil, "", .timeout),
            ("", 504, nil, "", .timeout),
            ("", 503, nil, "", .connection),
            ("", 503, nil, "The engine is currently overloaded", .server),
            ("", 401, nil, "", .authentication),
            ("", 403, nil, "", .authentication),
        ] as [(String, Int, String?, String, Kind)]
    )
    func status(id: String, status: Int, code: String?, text: String, kind: Kind) {
        #expect(LLMError.kind(status: status, code: code, message: text) == kind)
    }

    @Test("A11: the name of what was thrown is kept beside its words")
    func thrown() {
        let error = LLMError(classifying: "it broke", type: "SocketError")
        #expect(error.message == "SocketError: it broke")
        #expect(error.kind == .other)
    }

    @Test("The description has provider, model, status and request, and the provider's words last")
    func description() {
        let error = LLMError(
            .rateLimit,
            "too fast",
            provider: "openai",
            model: "gpt-4o",
            status: 429,
            requestID: "req_1",
            excerpt: "slow down"
        )
        #expect("\(error)" == "too fast (openai, gpt-4o, status 429, request req_1): slow down")
        #expect("\(LLMError(.other, "plain"))" == "plain")
    }
}
