public import ServiceContextModule
public import Tracing

extension ServiceContext {
    /// What is known of a span before it starts, for a sampler to judge by.
    ///
    /// `startSpan` of swift-distributed-tracing takes no attributes, so they travel in the context that it is given.
    /// They belong to that one span: whoever starts it takes them out of the context that its children see.
    public var startAttributes: SpanAttributes? {
        get { self[StartAttributesKey.self] }
        set { self[StartAttributesKey.self] = newValue }
    }
}

private enum StartAttributesKey: ServiceContextKey {
    typealias Value = SpanAttributes
    static var nameOverride: String? { "gluellm-start-attributes" }
}
