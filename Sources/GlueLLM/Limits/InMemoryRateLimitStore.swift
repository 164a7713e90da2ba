import Synchronization

/// The counts of one process.
///
/// Counts that are as good as new are dropped now and then: memory is bounded by the keys of the last two periods.
public final class InMemoryRateLimitStore: RateLimitStore {
    fileprivate struct Count {
        var meter: any Meter
        let quota: Quota
    }

    fileprivate struct State {
        var counts: [String: Count] = [:]
        var sweepSize = InMemoryRateLimitStore.leastSweepSize
    }

    private let state = Mutex(State())
    private let elapsed: @Sendable () -> Duration

    /// - Parameter clock: Whose time the counts run by, from when the store is made.
    public init(clock: any Clock<Duration> = ContinuousClock()) { elapsed = Stopwatch(clock).elapsed }

    public func admit(_ charges: [RateLimitCharge]) async -> RateLimitDecision {
        if let index = charges.firstIndex(where: { $0.cost > $0.limit.capacity }) { return .never(by: index) }
        // Within the lock, so that the time never runs backwards for a meter.
        return state.withLock { state in
            let time = elapsed().microseconds
            let now = Double(time)
            var longest = (wait: 0.0, index: 0)
            for (index, charge) in charges.enumerated() {
                let count = state.count(of: charge)
                let wait = count.meter.wait(for: Double(charge.cost), count.quota, at: now)
                if wait > longest.wait { longest = (wait, index) }
            }
            guard longest.wait == 0 else { return .wait(.microseconds(longest.wait.rounded(.up)), by: longest.index) }
            for charge in charges {
                var count = state.count(of: charge)
                count.meter.charge(Double(charge.cost), count.quota, at: now)
                state.counts[charge.key] = count
            }
            state.sweep(at: now)
            return .admitted(at: time)
        }
    }

    public func settle(_ charges: [RateLimitCharge], admittedAt time: Int64) async {
        state.withLock { state in
            let now = Double(elapsed().microseconds)
            for charge in charges {
                var count = state.count(of: charge)
                count.meter.correct(by: Double(charge.cost), chargedAt: Double(time), count.quota, at: now)
                state.counts[charge.key] = count
            }
        }
    }

    /// How many counts are kept.
    var size: Int { state.withLock { $0.counts.count } }

    static let leastSweepSize = 1024
}

extension InMemoryRateLimitStore.State {
    fileprivate func count(of charge: RateLimitCharge) -> InMemoryRateLimitStore.Count {
        counts[charge.key] ?? InMemoryRateLimitStore.Count(meter: charge.limit.algorithm.meter(), quota: Quota(charge.limit))
    }

    /// Looks through all when they have doubled, so that each admission pays for a few at most.
    fileprivate mutating func sweep(at now: Double) {
        guard counts.count >= sweepSize else { return }
        counts = counts.filter { $0.value.meter.idleTime($0.value.quota) > now }
        sweepSize = max(InMemoryRateLimitStore.leastSweepSize, counts.count * 2)
    }
}
