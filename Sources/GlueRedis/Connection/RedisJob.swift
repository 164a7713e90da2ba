import Dispatch
import Synchronization

/// A command under way. It ends once: by its answer, its timeout or its caller's cancellation.
final class RedisJob: Sendable {
    typealias Outcome = Result<RedisReply, RedisFailure>

    private enum State {
        case new
        case waiting(CheckedContinuation<Outcome, Never>)
        case over(Outcome)
    }

    let command: RedisCommand
    private let state = Mutex(State.new)

    init(_ command: RedisCommand) { self.command = command }

    var isOver: Bool { state.withLock { if case .over = $0 { true } else { false } } }

    func start(_ continuation: CheckedContinuation<Outcome, Never>) {
        let outcome = state.withLock { state -> Outcome? in
            if case .over(let outcome) = state { return outcome }
            state = .waiting(continuation)
            return nil
        }
        if let outcome { continuation.resume(returning: outcome) }
    }

    func finish(_ outcome: Outcome) {
        let continuation = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            switch state {
            case .over: return nil
            case .new:
                state = .over(outcome)
                return nil
            case .waiting(let continuation):
                state = .over(outcome)
                return continuation
            }
        }
        continuation?.resume(returning: outcome)
    }
}

/// What waits for the worker's thread.
final class RedisJobs: Sendable {
    private let state = Mutex((jobs: [RedisJob](), isClosed: false))
    private let signal = DispatchSemaphore(value: 0)

    func add(_ job: RedisJob) {
        state.withLock { $0.jobs.append(job) }
        signal.signal()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        signal.signal()
    }

    /// Waits until there is something to do, and takes all of it; nil when there will be no more.
    func take() -> [RedisJob]? {
        while true {
            signal.wait()
            let (jobs, isClosed) = state.withLock { state in
                defer { state.jobs = [] }
                return state
            }
            if !jobs.isEmpty { return jobs }
            if isClosed { return nil }
        }
    }
}
