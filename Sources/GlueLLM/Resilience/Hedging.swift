/// A second attempt beside one that takes long: whichever answers first wins, and the other is cancelled.
///
/// It buys a shorter tail with more requests, each of which may be billed. Each attempt keeps the rate limits and takes a key
/// of its own. Streamed calls are not hedged: their first chunk tells that they are under way.
///
/// Source: J. Dean, L. A. Barroso, "The Tail at Scale", CACM 56:2, 2013.
public struct Hedging: Sendable, Hashable {
    /// How long an attempt may take before the next one is started beside it; the 95th percentile is a good start.
    public var delay: Duration
    /// How many may be started beside the first, at least 1.
    public var extraAttempts: Int

    public init(after delay: Duration, extraAttempts: Int = 1) {
        self.delay = delay
        self.extraAttempts = max(extraAttempts, 1)
    }
}
