/// The state of one count of a ``RateLimit``: pure, told the time.
///
/// Times are microseconds of the store's clock and all numbers doubles, because the same formulas stand in the script
/// that Redis runs, and Lua has no other numbers. Both must come to the same decisions.
protocol Meter: Sendable {
    init()

    /// How long until a cost may go out, as far as can be said now; zero where it may go at once. Changes nothing.
    func wait(for cost: Double, _ quota: Quota, at now: Double) -> Double

    /// Counts what goes out.
    mutating func charge(_ cost: Double, _ quota: Quota, at now: Double)

    /// Puts an estimate right after the fact.
    ///
    /// - Parameters:
    ///   - difference: What it was more than estimated; negative where it was less.
    ///   - then: When the estimate was charged.
    mutating func correct(by difference: Double, chargedAt then: Double, _ quota: Quota, at now: Double)

    /// When the state will be like a new one's.
    func idleTime(_ quota: Quota) -> Double
}

/// The measures of a limit as its meter counts with them.
struct Quota: Sendable {
    let count: Double
    /// In microseconds.
    let period: Double
    let burst: Double

    init(_ limit: RateLimit) {
        count = Double(limit.count)
        period = Double(limit.period.microseconds)
        burst = Double(limit.burst)
    }

    /// How much comes free in a microsecond.
    var rate: Double { count / period }
    /// How many microseconds one takes to come free.
    var interval: Double { period / count }

    /// The number of the window that a moment lies in.
    func window(at now: Double) -> Double { (now / period).rounded(.down) }

    /// Less than a microsecond is the rounding of doubles and no wait.
    static func wait(_ microseconds: Double) -> Double { microseconds < 1 ? 0 : microseconds }
}

extension RateLimit.Algorithm {
    func meter() -> any Meter {
        switch self {
        case .fixedWindow: FixedWindow()
        case .slidingWindow: SlidingWindow()
        case .leakyBucket: LeakyBucket()
        case .tokenBucket: TokenBucket()
        case .gcra: GenericCellRate()
        }
    }
}
