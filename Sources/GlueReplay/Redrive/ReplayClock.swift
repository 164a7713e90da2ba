import Synchronization

/// A clock on which waits take no time, but time limits do not run out.
///
/// It moves by what is slept. A sleep of ``never`` and longer, which is what the limits of a re-drive are, lasts until it
/// is cancelled: it must not win the race against the work.
final class ReplayClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    /// Longer than any wait that a recording can hold.
    static let never = Duration.seconds(1 << 32)

    private let time = Mutex(Duration.zero)

    var now: Instant { Instant(offset: time.withLock(\.self)) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        guard now.duration(to: deadline) < Self.never else {
            while true { try await Task.sleep(for: .seconds(1 << 20)) }
        }
        time.withLock { $0 = max($0, deadline.offset) }
    }
}
