/// How a batch is worked off.
public struct BatchOptions: Sendable {
    /// What becomes of the batch where an item fails.
    public enum ErrorStrategy: String, Sendable, Hashable, CaseIterable {
        /// The failure is the item's result; the others go on.
        case `continue`
        /// The failure is counted and is no result; the others go on.
        case skip
        /// The batch ends with the failure: what is under way is cancelled, what waits is never sent.
        case failFast = "fail_fast"
    }

    /// How many items are under way at once, at least 1.
    public var concurrency: Int
    public var errorStrategy: ErrorStrategy
    /// How often an item is begun that fails in a way worth repeating, at least 1. The client's own attempts come within
    /// each: with both at 3 an item may be sent nine times.
    public var attempts: Int
    /// How long an item may take, with all it needs; nil for what the client's limits say.
    public var limit: Duration?
    /// Failures after which no item can succeed: they end the batch whatever the strategy, so that not every item fails by
    /// itself. A refusal by the budget is one, and so is a refused key.
    public var fatal: Set<LLMError.Kind>
    /// How many items there are, for the time left; nil where that is not known. An array's count is.
    public var total: Int?
    /// Is told after every item. The batch goes on once it returns.
    public var onProgress: (@Sendable (BatchProgress) async -> Void)?

    public init(
        concurrency: Int = 5,
        errorStrategy: ErrorStrategy = .continue,
        attempts: Int = 1,
        limit: Duration? = nil,
        fatal: Set<LLMError.Kind> = [.budget, .authentication, .shuttingDown],
        total: Int? = nil,
        onProgress: (@Sendable (BatchProgress) async -> Void)? = nil
    ) {
        self.concurrency = concurrency
        self.errorStrategy = errorStrategy
        self.attempts = attempts
        self.limit = limit
        self.fatal = fatal
        self.total = total
        self.onProgress = onProgress
    }

    /// - Throws: ``LLMError/Kind/configuration`` for numbers that cannot work.
    func check() throws(LLMError) {
        guard concurrency >= 1 else { throw LLMError(.configuration, "a batch needs a concurrency of at least 1") }
        guard attempts >= 1 else { throw LLMError(.configuration, "an item of a batch needs at least 1 attempt") }
    }
}
