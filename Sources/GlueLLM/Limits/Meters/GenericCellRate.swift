/// The generic cell rate algorithm: one number, when the next would be due if all came evenly.
///
/// What goes out moves the due time on by `cost` intervals, from now at the earliest; it may come up to `burst` intervals
/// before it is due.
///
/// Source: ITU-T I.371, annex A, "virtual scheduling".
struct GenericCellRate: Meter {
    private var due: Double = 0

    func wait(for cost: Double, _ quota: Quota, at now: Double) -> Double {
        Quota.wait(max(due, now) + (cost - quota.burst) * quota.interval - now)
    }

    mutating func charge(_ cost: Double, _ quota: Quota, at now: Double) {
        due = max(due, now) + cost * quota.interval
    }

    mutating func correct(by difference: Double, chargedAt then: Double, _ quota: Quota, at now: Double) {
        due = max(due, now) + difference * quota.interval
    }

    func idleTime(_ quota: Quota) -> Double { due }
}
