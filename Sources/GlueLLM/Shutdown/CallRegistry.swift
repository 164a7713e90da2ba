import Synchronization

/// The calls that are in flight, so that a program can end without cutting them off.
///
/// ```swift
/// let calls = CallRegistry()
/// client.calls = calls  // and every other client that ends with the same program
/// ```
/// Clients share one by holding it; nothing is global. It is closed once and for all: a program that goes on makes another.
/// ``EngineService`` closes it on a signal.
public final class CallRegistry: Sendable {
    private struct State {
        var isOpen = true
        var calls: [Int: Signal] = [:]
        var next = 0
    }

    private let state = Mutex(State())
    private let drained = Signal()

    public init() {}

    /// How many calls are in flight, streams included.
    public var inFlight: Int { state.withLock { $0.calls.count } }

    /// Whether new calls are refused.
    public var isShuttingDown: Bool { state.withLock { !$0.isOpen } }

    /// What became of the calls that were in flight.
    public struct Outcome: Sendable, Hashable {
        /// Those that ended by themselves.
        public var finished: Int
        /// Those that were cancelled, as the deadline was over.
        public var cancelled: Int
    }

    /// Refuses new calls with ``LLMError/Kind-swift.enum/shuttingDown`` and lets those in flight finish.
    ///
    /// - Parameters:
    ///   - deadline: How long they may take; those that take longer are cancelled.
    ///   - grace: How long a call that was cancelled may take to end.
    public func shutdown(
        within deadline: Duration,
        grace: Duration = .seconds(5),
        clock: any Clock<Duration> = ContinuousClock()
    ) async -> Outcome {
        let inFlight = state.withLock { state in
            state.isOpen = false
            return state.calls.count
        }
        if inFlight == 0 { drained.fire() }
        await wait(deadline, clock)
        let left = state.withLock { Array($0.calls.values) }
        guard !left.isEmpty else { return Outcome(finished: inFlight, cancelled: 0) }
        for signal in left { signal.fire() }
        await wait(grace, clock)
        return Outcome(finished: max(inFlight - left.count, 0), cancelled: left.count)
    }

    private func wait(_ limit: Duration, _ clock: any Clock<Duration>) async {
        try? await withTimeLimit(limit, clock: clock) { [drained] in await drained.wait() }
    }

    /// Runs a call as one of those in flight.
    ///
    /// - Parameter call: Is told what says whether it was cancelled because the program ends.
    /// - Returns: Nil where no more calls are taken.
    func run<Value: Sendable>(
        _ call: @escaping @Sendable (_ isEnding: @escaping @Sendable () -> Bool) async throws(LLMError) -> Value
    ) async throws(LLMError) -> Value? {
        guard let (id, signal) = enter() else { return nil }
        defer { leave(id) }
        let result = await withTaskGroup(of: Result<Value, LLMError>?.self) { group in
            group.addTask {
                do throws(LLMError) {
                    return .success(try await call { signal.hasFired })
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                await signal.wait()
                return nil
            }
            var result: Result<Value, LLMError>?
            // Whichever is first ends the other one: a call that is done needs no signal, a signal cancels the call.
            for await outcome in group {
                if let outcome { result = outcome }
                group.cancelAll()
            }
            return result
        }
        guard let result else { throw LLMError(.cancelled, "the call was cancelled") }
        return try result.get()
    }

    private func enter() -> (Int, Signal)? {
        state.withLock { state in
            guard state.isOpen else { return nil }
            let signal = Signal()
            state.next += 1
            state.calls[state.next] = signal
            return (state.next, signal)
        }
    }

    private func leave(_ id: Int) {
        let isLast = state.withLock { state in
            state.calls.removeValue(forKey: id)
            return !state.isOpen && state.calls.isEmpty
        }
        if isLast { drained.fire() }
    }
}
