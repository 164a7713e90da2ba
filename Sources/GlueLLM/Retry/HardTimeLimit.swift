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
    let first = FirstValue<Result<Value, any Error>>()
    let task = Task.immediate {
        do {
            first.set(.success(try await work()))
        } catch {
            first.set(.failure(error))
        }
    }
    let alarm = Alarm(limit, clock) {
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
