import Synchronization

/// A clock that shows what the test sets; nobody sleeps by it.
final class StepClock: Clock {
    struct Instant: InstantProtocol {
        var offset = Duration.zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex(Instant())

    var now: Instant { state.withLock { $0 } }
    var minimumResolution: Duration { .zero }
    var microseconds: Int64 {
        let (seconds, attoseconds) = now.offset.components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }

    func advance(_ duration: Duration) { state.withLock { $0 = $0.advanced(by: duration) } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws { advance(now.duration(to: deadline)) }
}
