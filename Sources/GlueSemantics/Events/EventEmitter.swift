public import ServiceContextModule

/// Takes events that swift-log cannot carry.
///
/// A backend conforms to it; who has none to give them to leaves them out.
public protocol EventEmitter: Sendable {
    /// Whether anybody wants events: what is costly to put together need not be where nobody does.
    var isEnabled: Bool { get }

    /// Records an event as of now.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - scope: The instrumentation scope: the library or module that emits it.
    ///   - context: Where it happened: the event belongs to this context's span.
    func emit(_ event: StructuredEvent, scope: String, context: ServiceContext)
}
