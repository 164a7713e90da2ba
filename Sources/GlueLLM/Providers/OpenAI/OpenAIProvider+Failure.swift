import GlueJSON
import GlueRedaction
import NIOHTTP1

extension OpenAIProvider {
    /// What an answer that is an error means.
    func failure(_ answer: HTTPExchange.Answer) -> LLMError {
        let json = try? JSONValue(parsing: answer.body)
        let error = json?["error"]
        let text =
            error?["message"]?.string ?? error?.string ?? json?["message"]?.string ?? json?["detail"]?.string
            ?? (json == nil ? String(decoding: answer.body.prefix(4 * Self.excerptLength), as: UTF8.self) : nil)
        // A gateway may put the status of what it asked itself into the body of a 200.
        let status = answer.isSuccess ? error?["code"]?.integer.flatMap { Int(exactly: $0) } : Int(answer.status.code)
        let codes = [error?["code"]?.string, error?["type"]?.string].compactMap(\.self)
        let kind = kind(status: status, codes: codes, text: text ?? "")
        return LLMError(
            kind,
            explanation(of: kind, status: status),
            provider: name,
            status: status,
            requestID: requestID(answer),
            retryAfter: RetryAfter.delay(in: answer.headers),
            // The account has no money left: no wait changes that.
            isRetryable: codes.contains("insufficient_quota") ? false : nil,
            excerpt: text.flatMap(excerpt)
        )
    }

    func requestID(_ answer: HTTPExchange.Answer) -> String? {
        answer.headers.first(name: "x-request-id").map { String(redactor.redact($0).prefix(200)) }
    }

    /// The more precise code comes first: `context_length_exceeded` has the type `invalid_request_error`.
    private func kind(status: Int?, codes: [String], text: String) -> LLMError.Kind {
        if let status, (300..<400).contains(status) { return .configuration }
        return LLMError.kind(status: status, code: codes.joined(separator: " "), message: text)
    }

    private func explanation(of kind: LLMError.Kind, status: Int?) -> String {
        switch kind {
        case .authentication: "the server refused the key; check \(keyVariable ?? "the API key") and what it may do"
        case .rateLimit: "the server refused the request for now: too many requests or tokens, or a quota is used up"
        case .tokenLimit: "the conversation does not fit the model; shorten it, ask for fewer tokens or take a larger model"
        case .contentFilter: "the server's content filter refused the request"
        case .timeout: "the server gave up before it had an answer"
        case .connection: "the server could not be reached behind its gateway"
        case .server: "the server failed or is overloaded"
        case .configuration: "the server redirects elsewhere; set the base URL that it points to"
        case .invalidRequest where status == 404: "the server knows no such model or path; check the model's name and the base URL"
        default: "the server refused the request"
        }
    }

    private static let excerptLength = 300

    /// The beginning of the server's own words, without secrets.
    private func excerpt(_ text: String) -> String? {
        // Redacted before it is cut: half a key no longer looks like one.
        let words = redactor.redact(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { return nil }
        return words.count <= Self.excerptLength ? words : words.prefix(Self.excerptLength - 1) + "…"
    }
}
