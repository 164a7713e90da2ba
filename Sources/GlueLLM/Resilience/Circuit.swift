/// The state of one endpoint's circuit breaker: pure, told the time.
struct Circuit: Sendable {
    /// What let a call through, for the report of its end.
    struct Pass: Sendable, Equatable {
        /// Which stretch between two changes of the state it belongs to: a report of an earlier one says nothing any more.
        var era: Int
        var isTrial: Bool
    }

    enum Admission: Sendable, Equatable {
        case passed(Pass)
        /// - Parameter left: How long until a trial is let through; zero where trials are under way.
        case refused(left: Duration)
    }

    enum Outcome: Sendable {
        case success, failure
        /// The call says nothing about the server.
        case nothing
    }

    private enum State {
        case closed
        case open(until: Duration)
        case halfOpen(running: Int, succeeded: Int)
    }

    private var state = State.closed
    private var era = 0
    private var calls = CallWindow()

    var condition: CircuitBreaker.Condition {
        switch state {
        case .closed: .closed
        case .open: .open
        case .halfOpen: .halfOpen
        }
    }

    /// Failures and calls of the window, as they were when the circuit opened.
    private(set) var counted = (failures: 0, calls: 0)

    mutating func admit(_ policy: CircuitBreaker.Policy, at now: Duration) -> Admission {
        if case .open(let time) = state {
            guard now >= time else { return .refused(left: time - now) }
            move(to: .halfOpen(running: 0, succeeded: 0))
        }
        guard case .halfOpen(let running, let succeeded) = state else { return .passed(Pass(era: era, isTrial: false)) }
        guard running + succeeded < policy.trialCalls else { return .refused(left: .zero) }
        state = .halfOpen(running: running + 1, succeeded: succeeded)
        return .passed(Pass(era: era, isTrial: true))
    }

    mutating func report(_ outcome: Outcome, of pass: Pass, _ policy: CircuitBreaker.Policy, at now: Duration) {
        guard pass.era == era else { return }
        switch state {
        case .open: break
        case .closed:
            guard outcome != .nothing else { return }
            calls.add(isFailure: outcome == .failure, policy.window, at: now)
            let total = calls.total(policy.window, at: now)
            guard outcome == .failure, total.calls >= policy.minimumCalls,
                Double(total.failures) >= policy.failureRatio * Double(total.calls)
            else { return }
            counted = total
            move(to: .open(until: now + policy.openTime))
        case .halfOpen(let running, let succeeded):
            switch outcome {
            case .nothing: state = .halfOpen(running: running - 1, succeeded: succeeded)
            case .failure: move(to: .open(until: now + policy.openTime))
            case .success where succeeded + 1 >= policy.trialCalls: move(to: .closed)
            case .success: state = .halfOpen(running: running - 1, succeeded: succeeded + 1)
            }
        }
    }

    private mutating func move(to state: State) {
        self.state = state
        era += 1
        calls = CallWindow()
    }
}

/// How many calls of the last while failed, counted in ten slots.
struct CallWindow: Sendable {
    private static let slots: Int64 = 10

    private struct Slot {
        var number: Int64
        var calls = 0
        var failures = 0
    }

    private var slots: [Slot] = []

    mutating func add(isFailure: Bool, _ window: Duration, at now: Duration) {
        drop(window, at: now)
        let number = Self.number(window, at: now)
        if slots.last?.number != number { slots.append(Slot(number: number)) }
        slots[slots.count - 1].calls += 1
        slots[slots.count - 1].failures += isFailure ? 1 : 0
    }

    mutating func total(_ window: Duration, at now: Duration) -> (failures: Int, calls: Int) {
        drop(window, at: now)
        return slots.reduce((0, 0)) { ($0.0 + $1.failures, $0.1 + $1.calls) }
    }

    private mutating func drop(_ window: Duration, at now: Duration) {
        let oldest = Self.number(window, at: now) - Self.slots
        slots.removeAll { $0.number <= oldest }
    }

    private static func number(_ window: Duration, at now: Duration) -> Int64 {
        now.microseconds * slots / max(window.microseconds, slots)
    }
}
