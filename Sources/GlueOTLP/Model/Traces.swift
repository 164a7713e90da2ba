extension OTLP {
    /// A request to a collector's trace endpoint; a file of traces holds the same message.
    public struct Traces: Sendable, Hashable {
        public var resourceSpans: [ResourceSpans]

        public init(_ resourceSpans: [ResourceSpans] = []) { self.resourceSpans = resourceSpans }

        /// Every span, in the order of the message.
        public var spans: [Span] { resourceSpans.flatMap { $0.scopeSpans.flatMap(\.spans) } }
    }

    public struct ResourceSpans: Sendable, Hashable {
        /// Nil where the message held none.
        public var resource: Resource?
        public var scopeSpans: [ScopeSpans]
        public var schemaURL: String

        public init(resource: Resource? = nil, scopeSpans: [ScopeSpans] = [], schemaURL: String = "") {
            self.resource = resource
            self.scopeSpans = scopeSpans
            self.schemaURL = schemaURL
        }
    }

    public struct ScopeSpans: Sendable, Hashable {
        /// Nil where the message held none.
        public var scope: Scope?
        public var spans: [Span]
        public var schemaURL: String

        public init(scope: Scope? = nil, spans: [Span] = [], schemaURL: String = "") {
            self.scope = scope
            self.spans = spans
            self.schemaURL = schemaURL
        }
    }
}
