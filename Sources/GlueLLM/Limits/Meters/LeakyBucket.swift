/// A level that rises by what goes out and sinks by `count` a period; what would overflow `burst` waits.
struct LeakyBucket: Meter {
    private var level: Double = 0
    private var time: Double = 0

    private func level(_ quota: Quota, at now: Double) -> Double { max(level - max(now - time, 0) * quota.rate, 0) }

    func wait(for cost: Double, _ quota: Quota, at now: Double) -> Double {
        Quota.wait((level(quota, at: now) + cost - quota.burst) / quota.rate)
    }

    mutating func charge(_ cost: Double, _ quota: Quota, at now: Double) {
        level = level(quota, at: now) + cost
        time = now
    }

    mutating func correct(by difference: Double, chargedAt then: Double, _ quota: Quota, at now: Double) {
        level = max(level(quota, at: now) + difference, 0)
        time = now
    }

    func idleTime(_ quota: Quota) -> Double { time + level / quota.rate }
}
