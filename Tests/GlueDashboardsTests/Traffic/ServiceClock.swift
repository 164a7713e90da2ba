import GlueTelemetry
import Synchronization

/// The time of a recorded service: it passes only where a script says so, and waits pass at once.
///
/// Engine and tracer read the same one: what a metric measured is to the nanosecond what a span tells.
final class ServiceClock: Clock {
    struct Instant: InstantProtocol {
        var sinceEpoch: Duration

        func advanced(by duration: Duration) -> Instant { Instant(sinceEpoch: sinceEpoch + duration) }
        func duration(to other: Instant) -> Duration { other.sinceEpoch - sinceEpoch }
        static func < (left: Instant, right: Instant) -> Bool { left.sinceEpoch < right.sinceEpoch }
    }

    /// A time limit is a wait too, and is not to strike.
    private static let patience = Duration.seconds(300)
    private let time: Mutex<Instant>

    init(_ seconds: Int) { time = Mutex(Instant(sinceEpoch: .seconds(seconds))) }

    var now: Instant { time.withLock { $0 } }
    var minimumResolution: Duration { .zero }

    var spanClock: SpanClock {
        SpanClock { [self] in
            let (seconds, attoseconds) = now.sinceEpoch.components
            return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
        }
    }

    func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }

    /// Goes on to a later moment.
    func advance(to seconds: Int) {
        time.withLock { time in
            precondition(time.sinceEpoch <= .seconds(seconds), "the script took longer than until then")
            time.sinceEpoch = .seconds(seconds)
        }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        guard now.duration(to: deadline) <= Self.patience else { return try await Task.sleep(for: .seconds(86_400)) }
        try Task.checkCancellation()
        time.withLock { $0 = max($0, deadline) }
    }
}
