import GlueLLM
import Synchronization

/// Lets so many through at once; the others wait in the order in which they came.
final class ConcurrencyGate: Sendable {
    private struct State {
        var free: Int
        var nextTicket = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        /// Of those that were cancelled before they came to wait.
        var cancelled: Set<Int> = []
    }
    private let state: Mutex<State>

    init(limit: Int) { state = Mutex(State(free: max(limit, 1))) }

    /// - Throws: ``LLMError/Kind/cancelled`` where the caller is cancelled while it waits.
    func run<Value: Sendable>(_ body: () async throws(LLMError) -> Value) async throws(LLMError) -> Value {
        guard await enter() else { throw LLMError(.cancelled, "the step was cancelled before its turn came") }
        defer { leave() }
        return try await body()
    }

    private func enter() async -> Bool {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let admitted = state.withLock { state -> Bool? in
                    if state.cancelled.remove(ticket) != nil { return false }
                    guard state.free > 0 else {
                        state.waiting.append((ticket, continuation))
                        return nil
                    }
                    state.free -= 1
                    return true
                }
                if let admitted { continuation.resume(returning: admitted) }
            }
        } onCancel: {
            let waiting = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                guard let place = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
                    state.cancelled.insert(ticket)
                    return nil
                }
                return state.waiting.remove(at: place).continuation
            }
            waiting?.resume(returning: false)
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}
