import Synchronization

/// Runs work of the application's that may not heed its cancellation: when the time is over it is cancelled and left behind.
///
/// Where the caller is cancelled first, the work is cancelled and waited for, within the limit.
///
/// - Parameter limit: Nil for no limit, which leaves nothing behind.
/// - Throws: What the work throws; ``TimeLimitExceeded`` where the time was over first.
package func withHardTimeLimit<Value: Sendable>(
    _ limit: Duration?,
    clock: any Clock<Duration>,
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    guard let limit else { return try await work() }
    let first = First<Result<Value, any Error>>()
    let task = Task.immediate {
        do {
            first.set(.success(try await work()))
        } catch {
            first.set(.failure(error))
        }
    }
    let alarm = Alarm(limit, clock, excluding: { .zero }) {
        first.set(.failure(TimeLimitExceeded()))
        task.cancel()
    }
    defer { alarm.cancel() }
    let result = await withTaskCancellationHandler {
        await first.value
    } onCancel: {
        task.cancel()
    }
    return try result.get()
}

/// The first of several values, and who waits for it.
private final class First<Value: Sendable>: Sendable {
    private enum State {
        case open(CheckedContinuation<Value, Never>?)
        case set(Value)
    }
    private let state = Mutex(State.open(nil))

    func set(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, Never>? in
            guard case .open(let waiting) = state else { return nil }
            state = .set(value)
            return waiting
        }
        waiting?.resume(returning: value)
    }

    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let value = state.withLock { state -> Value? in
                    if case .set(let value) = state { return value }
                    state = .open(continuation)
                    return nil
                }
                if let value { continuation.resume(returning: value) }
            }
        }
    }
}
