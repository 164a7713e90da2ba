import Synchronization

/// A clock whose waits pass at once and are remembered; those that are longer than its patience last until they are cancelled.
///
/// So the waits between attempts take no time, and a time limit of minutes does not strike.
final class VirtualClock: Clock {
    struct Instant: InstantProtocol {
        var offset = Duration.zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let patience: Duration
    private let state = Mutex((now: Instant(), waits: [Duration]()))

    init(patience: Duration = .seconds(60)) { self.patience = patience }

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .zero }

    /// What was waited for, in order.
    var waits: [Duration] { state.withLock { $0.waits } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let duration = now.duration(to: deadline)
        guard duration <= patience else { return try await Task.sleep(for: .seconds(86_400)) }
        try Task.checkCancellation()
        state.withLock { state in
            state.now = max(state.now, deadline)
            state.waits.append(duration)
        }
    }
}
