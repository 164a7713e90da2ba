/// How far a batch has come.
public struct BatchProgress: Sendable, Hashable {
    /// What has come of it so far.
    public var summary: BatchSummary
    /// How many items there are; nil where that is not known.
    public var total: Int?
    /// Items a second, lately; nil before there are two.
    public var rate: Double?

    public var done: Int { summary.total }

    /// How long the rest takes at this rate; nil where total or rate is not known.
    public var timeLeft: Duration? {
        guard let total, let rate, rate > 0 else { return nil }
        return .seconds(Double(max(total - done, 0)) / rate)
    }
}

/// How many items a second ended lately.
struct RecentRate: Sendable {
    private static let window = 128
    private var ends: [Duration] = []

    /// - Parameter time: Since the batch began.
    mutating func add(_ time: Duration) {
        if ends.count == Self.window { ends.removeFirst() }
        ends.append(time)
    }

    var perSecond: Double? {
        guard let first = ends.first, let last = ends.last, ends.count > 1, last > first else { return nil }
        return Double(ends.count - 1) / (last - first).seconds
    }
}
