import GlueJSON
import GlueRedaction
import NIOHTTP1

extension HTTPService {
    /// What an answer that is an error means.
    func failure(_ answer: HTTPAnswer) -> LLMError {
        let json = try? JSONValue(parsing: answer.body)
        var error = ServiceError(json ?? .null)
        if json == nil { error.message = String(decoding: answer.body.prefix(4 * Self.excerptLength), as: UTF8.self) }
        // A gateway may put the status of what it asked itself into the body of a 200.
        if !answer.isSuccess { error.status = Int(answer.status.code) }
        var failure = failure(error)
        failure.requestID = requestID(answer) ?? failure.requestID
        failure.retryAfter = RetryAfter.delay(in: answer.headers) ?? failure.retryAfter
        return failure
    }

    /// What an error within an answer means.
    func failure(_ error: ServiceError) -> LLMError {
        let kind = kind(error)
        return LLMError(
            kind,
            explanation(of: kind, status: error.status),
            provider: name,
            status: error.status,
            requestID: error.requestID.map(short),
            retryAfter: error.retryAfter,
            // The account has no money left: no wait changes that.
            isRetryable: error.codes.contains("insufficient_quota") ? false : nil,
            excerpt: error.message.flatMap(excerpt)
        )
    }

    /// The answer's value.
    ///
    /// - Throws: ``LLMError/Kind/invalidResponse`` where it is no JSON.
    func json(_ answer: HTTPAnswer) throws(LLMError) -> JSONValue {
        do {
            return try JSONValue(parsing: answer.body)
        } catch {
            throw LLMError(.invalidResponse, "the answer is no JSON; check the base URL")
        }
    }

    /// An error with what is known of the answer that it is about.
    func completed(_ error: LLMError, _ answer: HTTPAnswer) -> LLMError {
        var error = error
        error.provider = error.provider ?? name
        if error.kind == .invalidResponse { error.status = error.status ?? Int(answer.status.code) }
        error.requestID = error.requestID ?? requestID(answer)
        return error
    }

    private func requestID(_ answer: HTTPAnswer) -> String? {
        // Anthropic's, Azure's and Google's names beside the usual one.
        ["x-request-id", "request-id", "apim-request-id"].lazy.compactMap { answer.headers.first(name: $0) }.first.map(short)
    }

    private func short(_ id: String) -> String { String(redactor.redact(id).prefix(200)) }

    /// The more precise code comes first: `context_length_exceeded` has the type `invalid_request_error`.
    private func kind(_ error: ServiceError) -> LLMError.Kind {
        if let status = error.status, (300..<400).contains(status) { return .configuration }
        return LLMError.kind(status: error.status, code: error.codes.joined(separator: " "), message: error.message ?? "")
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
