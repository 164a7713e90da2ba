/// So much in each window, and windows follow each other from the start of the store's clock.
struct FixedWindow: Meter {
    private var window: Double = -1
    private var used: Double = 0

    private func used(in current: Double) -> Double { current == window ? used : 0 }

    func wait(for cost: Double, _ quota: Quota, at now: Double) -> Double {
        let current = quota.window(at: now)
        if used(in: current) + cost <= quota.count { return 0 }
        return max((current + 1) * quota.period - now, 1)
    }

    mutating func charge(_ cost: Double, _ quota: Quota, at now: Double) {
        let current = quota.window(at: now)
        used = used(in: current) + cost
        window = current
    }

    mutating func correct(by difference: Double, chargedAt then: Double, _ quota: Quota, at now: Double) {
        let current = quota.window(at: now)
        // What was charged too much came out of its own window; what was more goes out now.
        guard difference > 0 || quota.window(at: then) == current else { return }
        used = max(used(in: current) + difference, 0)
        window = current
    }

    func idleTime(_ quota: Quota) -> Double { (window + 1) * quota.period }
}
