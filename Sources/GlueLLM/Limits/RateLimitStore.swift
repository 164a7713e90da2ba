/// Where the counts of rate limits are kept: in the process, or in one place for several machines.
public protocol RateLimitStore: Sendable {
    /// Admits an attempt to all of the limits that concern it, or to none: what is not admitted takes nothing from any.
    ///
    /// - Parameter charges: Each with another key.
    /// - Throws: ``LLMError`` where the store cannot tell and is set to refuse then.
    func admit(_ charges: [RateLimitCharge]) async throws(LLMError) -> RateLimitDecision

    /// Puts right what an attempt turned out to cost. A store that cannot be reached lets it be.
    ///
    /// - Parameters:
    ///   - charges: With the difference to what was charged as their cost; negative where it was less.
    ///   - time: When the attempt was admitted, by the store's own clock.
    func settle(_ charges: [RateLimitCharge], admittedAt time: Int64) async
}

/// What an attempt takes from one count.
public struct RateLimitCharge: Sendable, Hashable {
    /// The name of the count.
    public var key: String
    public var limit: RateLimit
    /// In the limit's unit.
    public var cost: Int

    public init(key: String, limit: RateLimit, cost: Int) {
        self.key = key
        self.limit = limit
        self.cost = cost
    }
}

/// Whether an attempt may go out.
public enum RateLimitDecision: Sendable, Hashable {
    /// - Parameter at: The moment, in microseconds of the store's own clock.
    case admitted(at: Int64)
    /// It is worth asking again after this time; `by` is the index of the charge that takes longest.
    case wait(Duration, by: Int)
    /// The charge with this index costs more than its limit ever lets out at once.
    case never(by: Int)
}
