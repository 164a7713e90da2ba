/// The operation took longer than it may.
struct TimeLimitExceeded: Error {}

/// Runs an operation and cancels it when the time is over.
///
/// - Parameters:
///   - excluded: The time so far that does not count, such as what a reader takes.
///   - expire: Called before the operation is cancelled, so that it can tell this from its caller's cancellation.
/// - Throws: What the operation throws; ``TimeLimitExceeded`` where the time was over first.
func withTimeLimit<Value: Sendable>(
    _ limit: Duration,
    clock: any Clock<Duration>,
    excluding excluded: @escaping @Sendable () -> Duration = { .zero },
    expire: @escaping @Sendable () -> Void = {},
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            var left = limit
            var credited = Duration.zero
            repeat {
                try await clock.sleep(for: left)
                let total = excluded()
                left = total - credited
                credited = total
            } while left > .zero
            expire()
            return nil
        }
        defer { group.cancelAll() }
        while let outcome = try await group.next() {
            guard let outcome else { throw TimeLimitExceeded() }
            return outcome
        }
        throw CancellationError()
    }
}

/// A clock that is read like a stopwatch, whatever its instants are.
struct Stopwatch: Sendable {
    let elapsed: @Sendable () -> Duration

    init(_ clock: any Clock<Duration>) { elapsed = Self.start(clock) }

    private static func start<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}

extension Duration {
    /// For attributes, which the conventions have in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
