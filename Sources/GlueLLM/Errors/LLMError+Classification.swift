extension LLMError {
    /// What a failure is, told by its status and code where there are any and by its words alone where there are none.
    ///
    /// Words are compared as whole words: `Author` is not `auth`, and `4290` is not `429`.
    static func kind(status: Int? = nil, code: String? = nil, message: String = "") -> Kind {
        let code = code.map(Words.init) ?? Words("")
        let words = Words(message)
        if status.map({ $0 >= 400 }) ?? true, let kind = kind(code: code) { return kind }
        if let status, let kind = kind(status: status, words: words) { return kind }
        return kind(words: words)
    }

    /// Codes and types of OpenAI, Anthropic, Google and those that speak like them.
    private static func kind(code: Words) -> Kind? {
        if code.contains("context length exceeded", "string above max length", "request too large") { return .tokenLimit }
        if code.contains("rate limit", "insufficient quota", "resource exhausted", "too many requests") { return .rateLimit }
        if code.contains("invalid api key", "api key invalid", "authentication", "permission denied", "permission", "unauthenticated") {
            return .authentication
        }
        if code.contains("content filter", "content policy violation") { return .contentFilter }
        if code.contains("overloaded", "server error", "internal") { return .server }
        if code.contains("timeout", "deadline exceeded") { return .timeout }
        return nil
    }

    private static func kind(status: Int, words: Words) -> Kind? {
        switch status {
        case 401, 403: .authentication
        case 408, 504: .timeout
        case 413: .tokenLimit
        case 429: .rateLimit
        case 502, 503: words.contains("overloaded") ? .server : .connection
        case 400, 422:
            if words.isAboutMaxTokensParameter { .invalidRequest } else if words.isAboutTokenLimit { .tokenLimit } else { .invalidRequest }
        case 400..<500: .invalidRequest
        case 500...: .server
        default: nil
        }
    }

    private static func kind(words: Words) -> Kind {
        if words.isAboutMaxTokensParameter { return .invalidRequest }
        if words.isAboutTokenLimit || words.contains("max tokens") { return .tokenLimit }
        if words.contains("rate limit", "too many requests", "quota exceeded", "resource exhausted", "throttled", "429") {
            return .rateLimit
        }
        if words.contains("timeout", "timed out") { return .timeout }
        if words.contains("connection", "network", "unreachable", "502", "503", "504") { return .connection }
        if words.contains("unauthorized", "invalid api key", "authentication", "401", "403") { return .authentication }
        if words.contains("content filter", "content policy") { return .contentFilter }
        if words.contains("overloaded", "internal server error", "500", "529") { return .server }
        if words.contains("invalid", "bad request", "400", "validation") { return .invalidRequest }
        return .other
    }

    /// Whether a request failed because a structured answer was mangled on its way, which the next try may cure.
    static func isStructuredGlitch(_ message: String) -> Bool {
        let words = Words(message)
        return words.contains("validation error") && words.contains("invalid json", "json invalid", "trailing characters")
    }

    /// An error out of words alone, such as what a library threw.
    ///
    /// - Parameter type: The name of what was thrown.
    public init(classifying message: String, type: String? = nil, provider: String? = nil, model: String? = nil) {
        let kind = Self.kind(code: type, message: message)
        self.init(
            kind,
            [type, message].compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: ": "),
            provider: provider,
            model: model,
            isRetryable: Self.isStructuredGlitch(message) ? true : nil
        )
    }
}

/// The words of a text, for looking up phrases.
private struct Words {
    private let text: String

    init(_ text: String) {
        // Words joined by `_` or `-` are words too: `rate_limit_exceeded`. So are those of `APITimeoutError`.
        var words = " "
        var previous: Character = " "
        for character in text {
            guard character.isLetter || character.isNumber else {
                if previous != " " { words.append(" ") }
                previous = " "
                continue
            }
            if character.isUppercase, previous.isLowercase { words.append(" ") }
            words += character.lowercased()
            previous = character
        }
        self.text = words + " "
    }

    func contains(_ phrases: String...) -> Bool {
        phrases.contains { phrase in Self.find(" \(phrase) ", in: text) }
    }

    var isAboutMaxTokensParameter: Bool {
        contains("max tokens")
            && contains(
                "required",
                "cannot be left empty",
                "must be",
                "must be provided",
                "not supported",
                "unsupported parameter",
                "max completion tokens"
            )
    }

    var isAboutTokenLimit: Bool {
        contains("context length", "token limit", "maximum context", "too many tokens", "context window", "prompt is too long")
    }

    private static func find(_ phrase: String, in text: String) -> Bool {
        let phrase = Array(phrase.utf8)
        let text = Array(text.utf8)
        guard text.count >= phrase.count else { return false }
        return (0...(text.count - phrase.count)).contains { start in
            text[start] == phrase[0] && text[start..<(start + phrase.count)].elementsEqual(phrase)
        }
    }
}
