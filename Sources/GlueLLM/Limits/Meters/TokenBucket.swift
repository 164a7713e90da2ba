/// A stock of `burst` that what goes out takes from and that grows by `count` a period. It starts full.
///
/// An estimate that was too low leaves a debt, which has to grow back first.
struct TokenBucket: Meter {
    /// Nil for full, whatever the quota.
    private var stock: Double?
    private var time: Double = 0

    private func stock(_ quota: Quota, at now: Double) -> Double {
        guard let stock else { return quota.burst }
        return min(stock + max(now - time, 0) * quota.rate, quota.burst)
    }

    func wait(for cost: Double, _ quota: Quota, at now: Double) -> Double {
        Quota.wait((cost - stock(quota, at: now)) / quota.rate)
    }

    mutating func charge(_ cost: Double, _ quota: Quota, at now: Double) {
        stock = stock(quota, at: now) - cost
        time = now
    }

    mutating func correct(by difference: Double, chargedAt then: Double, _ quota: Quota, at now: Double) {
        stock = min(stock(quota, at: now) - difference, quota.burst)
        time = now
    }

    func idleTime(_ quota: Quota) -> Double { stock.map { time + (quota.burst - $0) / quota.rate } ?? 0 }
}
