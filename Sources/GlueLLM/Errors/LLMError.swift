public import GlueSemantics

/// Why a call of the engine failed.
///
/// Keys are never part of it. What the provider itself said stands apart, as it may quote the conversation.
public struct LLMError: Error, Sendable {
    public enum Kind: String, Sendable, Equatable, CaseIterable {
        /// The conversation does not fit the model.
        case tokenLimit = "token_limit"
        case rateLimit = "rate_limit"
        /// No connection, or it broke.
        case connection
        case timeout
        case authentication
        case invalidRequest = "invalid_request"
        case contentFilter = "content_filter"
        /// The provider failed: 500, overloaded.
        case server
        /// The provider answered something that is no answer.
        case invalidResponse = "invalid_response"
        /// The caller's own cancellation.
        case cancelled
        /// The client takes no more calls because the program ends.
        case shuttingDown = "shutting_down"
        /// A bound that the application set on tokens, cost, time or calls is reached.
        case budget
        /// The model asked for tools more often than the limit allows.
        case tooManyRounds = "too_many_rounds"
        /// A hook of the application's failed, and its failure aborts.
        case hook
        /// A guardrail blocked what was asked or answered.
        case guardrail
        /// A setting that cannot work.
        case configuration
        case other
    }

    public var kind: Kind
    /// What happened and what to do, in one sentence; no secrets, no message content.
    public var message: String
    public var provider: String?
    public var model: String?
    /// The HTTP status, where there was one.
    public var status: Int?
    /// The provider's name for the request, for its support.
    public var requestID: String?
    /// How long the provider asked to wait.
    public var retryAfter: Duration?
    /// Whether the same request may well succeed when it is sent again.
    public var isRetryable: Bool
    /// The beginning of the provider's own words, without secrets. Never written into spans or logs.
    public var excerpt: String?
    /// What had come of the answer until then; nil where nothing had. Never part of ``description``.
    public var partialOutput: Message?
    /// What the failed call was billed for, as far as that is known.
    public var usage: Usage?
    /// What ``usage`` costs; nil where the call brought nothing that could cost.
    public var cost: Cost?
    /// What the application's own code threw, where that is the cause. Never part of ``description``, and of no account when
    /// errors are compared.
    public var underlying: (any Error)?

    /// - Parameter isRetryable: Nil for what is usual for the kind.
    public init(
        _ kind: Kind,
        _ message: String,
        provider: String? = nil,
        model: String? = nil,
        status: Int? = nil,
        requestID: String? = nil,
        retryAfter: Duration? = nil,
        isRetryable: Bool? = nil,
        excerpt: String? = nil,
        partialOutput: Message? = nil
    ) {
        self.kind = kind
        self.message = message
        self.provider = provider
        self.model = model
        self.status = status
        self.requestID = requestID
        self.retryAfter = retryAfter
        self.isRetryable = isRetryable ?? kind.isUsuallyRetryable
        self.excerpt = excerpt
        self.partialOutput = partialOutput
    }
}

extension LLMError.Kind {
    /// Whether an error of the kind tends to pass by itself.
    public var isUsuallyRetryable: Bool {
        switch self {
        case .rateLimit, .connection, .timeout, .server: true
        case .tokenLimit, .authentication, .invalidRequest, .contentFilter, .invalidResponse, .cancelled, .shuttingDown, .budget,
            .tooManyRounds, .hook, .guardrail, .configuration, .other:
            false
        }
    }
}

extension LLMError: Equatable {
    public static func == (left: LLMError, right: LLMError) -> Bool {
        left.kind == right.kind && left.message == right.message && left.provider == right.provider && left.model == right.model
            && left.status == right.status && left.requestID == right.requestID && left.retryAfter == right.retryAfter
            && left.isRetryable == right.isRetryable && left.excerpt == right.excerpt && left.partialOutput == right.partialOutput
            && left.usage == right.usage && left.cost == right.cost
    }
}

extension LLMError: CustomStringConvertible {
    public var description: String {
        var details: [String] = []
        if let provider { details.append(provider) }
        if let model { details.append(model) }
        if let status { details.append("status \(status)") }
        if let requestID { details.append("request \(requestID)") }
        let all = details.isEmpty ? message : "\(message) (\(details.joined(separator: ", ")))"
        return excerpt.map { "\(all): \($0)" } ?? all
    }
}
