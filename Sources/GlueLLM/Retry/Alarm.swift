import Synchronization

/// Calls back when a time is over, unless it is cancelled before.
final class Alarm: Sendable {
    private enum State {
        /// What is to happen, and the time so far that does not count, as far as it was added already.
        case set(Work, credited: Duration)
        case rung
        case cancelled
    }

    private struct Work {
        let excluded: @Sendable () -> Duration
        let ring: @Sendable () -> Void
    }

    /// It lets go of the work with the cancelling: the clock may hold on to the alarm for a while.
    private let state: Mutex<State>
    /// On a clock other than the continuous one: what waits for it.
    private let sleeper = Mutex<Task<Void, Never>?>(nil)
    private let isShared: Bool

    /// - Parameter excluded: The time so far that does not count.
    init(
        _ limit: Duration,
        _ clock: any Clock<Duration>,
        excluding excluded: @escaping @Sendable () -> Duration = { .zero },
        _ ring: @escaping @Sendable () -> Void
    ) {
        state = Mutex(.set(Work(excluded: excluded, ring: ring), credited: .zero))
        isShared = clock is ContinuousClock
        if isShared {
            AlarmClock.shared.set(self, after: limit)
            return
        }
        let task = Task { [self] in
            var left: Duration? = limit
            while let wait = left {
                guard (try? await clock.sleep(for: wait)) != nil else { return }
                left = ringUnlessMoreIsLeft()
            }
        }
        sleeper.withLock { $0 = task }
    }

    var hasRung: Bool { state.withLock { if case .rung = $0 { true } else { false } } }
    var isSet: Bool { state.withLock { if case .set = $0 { true } else { false } } }

    func cancel() {
        let wasSet = state.withLock { state in
            guard case .set = state else { return false }
            state = .cancelled
            return true
        }
        guard wasSet else { return }
        if isShared { AlarmClock.shared.forgetOne() } else { sleeper.withLock { $0 }?.cancel() }
    }

    /// Its time is over, but for what did not count of it.
    ///
    /// - Returns: What is left; nil where nothing is, and it has rung.
    func ringUnlessMoreIsLeft() -> Duration? {
        guard let work = state.withLock({ if case .set(let work, _) = $0 { work } else { nil } }) else { return nil }
        let total = work.excluded()
        let more = state.withLock { state -> Duration? in
            guard case .set(let work, let credited) = state, total > credited else { return nil }
            state = .set(work, credited: total)
            return total - credited
        }
        if let more { return more }
        let isFirst = state.withLock { state in
            guard case .set = state else { return false }
            state = .rung
            return true
        }
        if isFirst { work.ring() }
        return nil
    }
}
