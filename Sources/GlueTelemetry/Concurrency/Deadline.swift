/// Runs an operation and cancels it when the time is over or something happens.
///
/// Waits for the operation in any case: what it returns after it was cancelled counts.
package func withDeadline<Value: Sendable>(
    _ limit: Duration?,
    or event: Event? = nil,
    clock: any Clock<Duration>,
    _ operation: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await operation() }
        if let limit {
            group.addTask {
                try? await clock.sleep(for: limit)
                return nil
            }
        }
        if let event {
            group.addTask {
                await event.wait()
                return nil
            }
        }
        var value: Value?
        for await outcome in group {
            value = value ?? outcome
            group.cancelAll()
        }
        return value
    }
}
