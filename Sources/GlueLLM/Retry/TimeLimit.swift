/// The operation took longer than it may.
package struct TimeLimitExceeded: Error {}

/// Runs an operation and cancels it when the time is over.
///
/// - Parameters:
///   - excluded: The time so far that does not count, such as what a reader takes.
///   - expire: Called before the operation is cancelled, so that it can tell this from its caller's cancellation.
/// - Throws: What the operation throws; ``TimeLimitExceeded`` where the time was over first.
package func withTimeLimit<Value: Sendable>(
    _ limit: Duration,
    clock: any Clock<Duration>,
    excluding excluded: @escaping @Sendable () -> Duration = { .zero },
    expire: @escaping @Sendable () -> Void = {},
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    // It begins on this thread: handing it to another one would take longer than all else that a call costs here.
    let task = Task.immediate(operation: operation)
    let alarm = Alarm(limit, clock, excluding: excluded) {
        expire()
        task.cancel()
    }
    defer { alarm.cancel() }
    let result = await withTaskCancellationHandler {
        await task.result
    } onCancel: {
        task.cancel()
    }
    if alarm.hasRung { throw TimeLimitExceeded() }
    return try result.get()
}

/// A clock that is read like a stopwatch, whatever its instants are.
package struct Stopwatch: Sendable {
    package let elapsed: @Sendable () -> Duration

    package init(_ clock: any Clock<Duration>) {
        // Known by its type it is read without a detour; several are made for each call.
        elapsed = if let clock = clock as? ContinuousClock { Self.start(clock) } else { Self.start(clock) }
    }

    private static func start<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}

extension Duration {
    /// For attributes, which the conventions have in seconds.
    package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
