/// How long to wait before the next attempt of a request that failed in a way worth repeating.
///
/// Exponential with full jitter: the wait after attempt *n* is drawn evenly from zero to
/// `min(maximum, initial × multiplier^(n − 1))`, so that many callers that failed together do not return together.
/// A server's own `Retry-After` wins, up to the maximum.
///
/// Source: RFC 9110, section 10.2.3.
public struct Backoff: Sendable, Hashable {
    /// The ceiling of the first wait.
    public var initial: Duration
    /// The ceiling of any wait; also the longest `Retry-After` that is honoured.
    public var maximum: Duration
    /// Growth of the ceiling from one attempt to the next; less than 1 counts as 1, a constant ceiling.
    public var multiplier: Double

    public init(initial: Duration = .seconds(2), maximum: Duration = .seconds(30), multiplier: Double = 2) {
        self.initial = initial
        self.maximum = maximum
        self.multiplier = max(multiplier, 1)
    }

    /// The wait after an attempt that has just failed.
    ///
    /// - Parameters:
    ///   - attempt: The attempt, counted from 1.
    ///   - retryAfter: What the server asked for, if it asked.
    public func delay(
        afterAttempt attempt: Int,
        retryAfter: Duration? = nil,
        using generator: inout some RandomNumberGenerator
    ) -> Duration {
        if let retryAfter { return max(min(retryAfter, maximum), .zero) }
        // Not `Double.random`, which rejects some numbers and so never returns from a generator that repeats one of them.
        return ceiling(afterAttempt: attempt) * (Double(generator.next() >> 11) / Double(UInt64.max >> 11))
    }

    /// The longest that the wait after an attempt can be.
    public func ceiling(afterAttempt attempt: Int) -> Duration {
        var ceiling = initial
        // Stops at the maximum instead of computing the power, which may not fit a Duration.
        for _ in 1..<max(attempt, 1) where ceiling < maximum { ceiling = ceiling * multiplier }
        return min(ceiling, maximum)
    }
}
