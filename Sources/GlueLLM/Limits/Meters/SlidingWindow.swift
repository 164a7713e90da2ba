/// The current window and the part of the one before that a window ending now would still reach into.
///
/// With *p* the part of the current window that has passed, `⌊(1 − p) · before⌋ + used + cost ≤ count` goes out. The wait is
/// the time in which what the window before counts for sinks by the cost, `(1 − p) · period · cost / ⌊(1 − p) · before⌋`,
/// or the rest of the window where that is sooner.
struct SlidingWindow: Meter {
    private var window: Double = -1
    private var used: Double = 0
    private var before: Double = 0

    init() {}

    /// A meter in the midst of things.
    init(window: Double, used: Double, before: Double) {
        self.window = window
        self.used = used
        self.before = before
    }

    private func moved(to current: Double) -> SlidingWindow {
        switch current - window {
        case 0: self
        case 1: SlidingWindow(window: current, used: 0, before: used)
        default: SlidingWindow(window: current, used: 0, before: 0)
        }
    }

    func wait(for cost: Double, _ quota: Quota, at now: Double) -> Double {
        let state = moved(to: quota.window(at: now))
        let left = (state.window + 1) * quota.period - now
        let weight = (left / quota.period * state.before).rounded(.down)
        if weight + state.used + cost <= quota.count { return 0 }
        return max(weight > 0 ? min(left * cost / weight, left) : left, 1)
    }

    mutating func charge(_ cost: Double, _ quota: Quota, at now: Double) {
        self = moved(to: quota.window(at: now))
        used += cost
    }

    mutating func correct(by difference: Double, chargedAt then: Double, _ quota: Quota, at now: Double) {
        self = moved(to: quota.window(at: now))
        // What was charged too much came out of its own window; what was more goes out now.
        if difference > 0 || quota.window(at: then) == window {
            used = max(used + difference, 0)
        } else if quota.window(at: then) == window - 1 {
            before = max(before + difference, 0)
        }
    }

    func idleTime(_ quota: Quota) -> Double { (window + 2) * quota.period }
}
