import Synchronization

/// The handlers of one type that exist, so that asking for the same one again is cheap.
final class HandlerCache<Handler: InstrumentHandler>: Sendable {
    private let handlers = Mutex<[HandlerKey: Handler]>([:])

    subscript(key: HandlerKey) -> Handler? { handlers.withLock { $0[key] } }

    /// Keeps a handler, or returns the one that somebody else made in the meantime.
    func insert(_ handler: Handler) -> Handler {
        handlers.withLock { handlers in
            if let other = handlers[handler.key] { return other }
            handlers[handler.key] = handler
            return handler
        }
    }

    /// Forgets a handler; false where it was not there or is another's by now.
    func remove(_ handler: Handler) -> Bool {
        handlers.withLock { handlers in
            guard handlers[handler.key] === handler else { return false }
            handlers[handler.key] = nil
            return true
        }
    }
}
