import AsyncHTTPClient
import NIOCore
import Synchronization

/// Calls back when a time is over, unless it is cancelled before.
///
/// Nearly every alarm is cancelled. On the continuous clock one is therefore a timer of an event loop, which costs a tenth
/// of what a task costs that sleeps, and has to be woken to be cancelled.
final class Alarm: Sendable {
    private enum State {
        case unset
        case timer(Scheduled<Void>)
        case sleeper(Task<Void, Never>)
        case rung
        case cancelled
    }

    private let state = Mutex(State.unset)
    private let excluded: @Sendable () -> Duration
    private let ring: @Sendable () -> Void

    /// - Parameter excluded: The time so far that does not count.
    init(
        _ limit: Duration,
        _ clock: any Clock<Duration>,
        excluding excluded: @escaping @Sendable () -> Duration,
        _ ring: @escaping @Sendable () -> Void
    ) {
        self.excluded = excluded
        self.ring = ring
        if clock is ContinuousClock {
            schedule(limit, credited: .zero, on: HTTPClient.defaultEventLoopGroup.any())
        } else {
            let sleeper = Task { [self] in await sleep(limit, clock) }
            set(.sleeper(sleeper))
        }
    }

    var hasRung: Bool { state.withLock { if case .rung = $0 { true } else { false } } }

    func cancel() {
        let previous = state.withLock { state -> State in
            defer { if case .rung = state {} else { state = .cancelled } }
            return state
        }
        stop(previous)
    }

    private func stop(_ state: State) {
        switch state {
        case .timer(let timer): timer.cancel()
        case .sleeper(let sleeper): sleeper.cancel()
        case .unset, .rung, .cancelled: break
        }
    }

    /// Takes note of what is to ring; it is stopped at once where nobody wants that any more.
    private func set(_ next: State) {
        let isOver = state.withLock { state in
            switch state {
            case .rung, .cancelled: return true
            case .unset, .timer, .sleeper:
                state = next
                return false
            }
        }
        if isOver { stop(next) }
    }

    private func schedule(_ limit: Duration, credited: Duration, on loop: any EventLoop) {
        let timer = loop.scheduleTask(in: TimeAmount(limit)) { [self] in
            let total = excluded()
            if total > credited { schedule(total - credited, credited: total, on: loop) } else { over() }
        }
        set(.timer(timer))
    }

    private func sleep(_ limit: Duration, _ clock: any Clock<Duration>) async {
        var left = limit
        var credited = Duration.zero
        repeat {
            guard (try? await clock.sleep(for: left)) != nil else { return }
            let total = excluded()
            left = total - credited
            credited = total
        } while left > .zero
        over()
    }

    private func over() {
        let isFirst = state.withLock { state in
            switch state {
            case .rung, .cancelled: return false
            case .unset, .timer, .sleeper:
                state = .rung
                return true
            }
        }
        if isFirst { ring() }
    }
}
