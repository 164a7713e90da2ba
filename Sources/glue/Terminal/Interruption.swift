import UnixSignals

/// Work that the user can stop.
enum Interruption {
    /// Runs an operation and cancels it at SIGINT or SIGTERM, so that what was recorded until then can still be kept.
    static func cancelling<Value: Sendable>(_ operation: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await operation() }
            group.addTask {
                for await _ in signals { return nil }
                // The sequence ends where this task is cancelled: the operation came first.
                try await Task.sleep(for: .seconds(31_536_000))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            if let value = first { return value }
            group.cancelAll()
            // The operation is waited for: it closes its spans on the way out.
            while let rest = try await group.next() {
                if let value = rest { return value }
            }
            throw CancellationError()
        }
    }
}
