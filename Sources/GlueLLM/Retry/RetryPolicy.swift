// Backoff and randomness are part of what a client is made with.
@_exported public import GlueRetry

/// When a model call that failed is made again.
public struct RetryPolicy: Sendable {
    /// What a decision is made of and may change.
    public struct Situation: Sendable {
        public var error: LLMError
        /// The attempt that has just failed, counted from 1.
        public var attempt: Int
        /// The request as the next attempt will send it.
        public var request: ModelRequest
    }

    /// How often a call is made at most, at least 1.
    public var attempts: Int
    public var backoff: Backoff
    /// How long the attempts and waits may take together; a wait that would end later is not begun. Nil for no limit.
    public var budget: Duration?
    /// The kinds of error that are worth another attempt; nil for ``LLMError/isRetryable``.
    public var kinds: Set<LLMError.Kind>?
    /// Has the last word on an error that the rest of the policy would repeat: whether to, and with what request.
    public var revise: (@Sendable (inout Situation) async -> Bool)?

    public init(
        attempts: Int = 3,
        backoff: Backoff = Backoff(),
        budget: Duration? = nil,
        kinds: Set<LLMError.Kind>? = nil,
        revise: (@Sendable (inout Situation) async -> Bool)? = nil
    ) {
        self.attempts = attempts
        self.backoff = backoff
        self.budget = budget
        self.kinds = kinds
        self.revise = revise
    }

    /// Every call is made once.
    public static let never = RetryPolicy(attempts: 1)

    func isWorthRepeating(_ error: LLMError) -> Bool {
        // A timeout is a connection error too: whoever repeats those repeats it.
        guard let kinds else { return error.isRetryable }
        return kinds.contains(error.kind) || error.kind == .timeout && kinds.contains(.connection)
    }
}
