import Synchronization

/// A value that is made when it is first asked for, once.
final class Once<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)

    /// The value; nil where nobody has asked for it.
    var value: Value? { state.withLock { $0 } }

    /// - Parameter make: Runs under a lock: it must not ask for the value.
    func get(_ make: () -> sending Value) -> Value {
        state.withLock { state in
            if let value = state { return value }
            let value = make()
            state = value
            return value
        }
    }
}
