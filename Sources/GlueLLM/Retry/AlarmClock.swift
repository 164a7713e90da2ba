import HeapModule
import Synchronization

/// Rings the alarms of all calls of the process that are set on the continuous clock.
///
/// Nearly every alarm is cancelled long before it would ring, and each is later than those before it. So setting one is a
/// place in a heap, cancelling it a mark, and one task sleeps for all of them; a timer of its own for each call would take
/// longer to set and to cancel than all else that a call costs. Like the HTTP client that providers share, it lives as long
/// as the process.
final class AlarmClock: Sendable {
    static let shared = AlarmClock()

    private struct Entry: Comparable {
        let instant: ContinuousClock.Instant
        let alarm: Alarm

        static func < (left: Entry, right: Entry) -> Bool { left.instant < right.instant }
        static func == (left: Entry, right: Entry) -> Bool { left.instant == right.instant && left.alarm === right.alarm }
    }

    private struct State {
        var entries = Heap<Entry>()
        /// How many of them nobody wants any more.
        var cancelled = 0
        var sleeper: (until: ContinuousClock.Instant, task: Task<Void, Never>)?
    }

    private let state = Mutex(State())

    /// How many alarms are kept, those among them that nobody wants any more.
    var count: Int { state.withLock { $0.entries.count } }

    /// Rings an alarm after a while.
    func set(_ alarm: Alarm, after duration: Duration) {
        let instant = ContinuousClock.now.advanced(by: duration)
        state.withLock { state in
            state.entries.insert(Entry(instant: instant, alarm: alarm))
            if let sleeper = state.sleeper {
                guard instant < sleeper.until else { return }
                sleeper.task.cancel()
            }
            state.sleeper = (instant, sleep(until: instant))
        }
    }

    /// Takes note that an alarm that was set is not to ring.
    func forgetOne() {
        state.withLock { state in
            state.cancelled += 1
            // Half of them at least: each is moved once on average.
            guard state.cancelled > 64, state.cancelled * 2 > state.entries.count else { return }
            state.entries = Heap(state.entries.unordered.filter { $0.alarm.isSet })
            state.cancelled = 0
        }
    }

    private func sleep(until instant: ContinuousClock.Instant) -> Task<Void, Never> {
        Task.detached(priority: .high) { [self] in
            guard (try? await ContinuousClock().sleep(until: instant)) != nil else { return }
            for alarm in due() {
                if let more = alarm.ringUnlessMoreIsLeft() { set(alarm, after: more) }
            }
        }
    }

    /// Those whose time has come; sleeps on for the others.
    private func due() -> [Alarm] {
        state.withLock { state in
            let now = ContinuousClock.now
            var due: [Alarm] = []
            while let next = state.entries.min, next.instant <= now || !next.alarm.isSet {
                _ = state.entries.popMin()
                if next.alarm.isSet { due.append(next.alarm) } else { state.cancelled = max(state.cancelled - 1, 0) }
            }
            state.sleeper = state.entries.min.map { ($0.instant, sleep(until: $0.instant)) }
            return due
        }
    }
}
