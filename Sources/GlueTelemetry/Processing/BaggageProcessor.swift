public import Tracing

/// Copies what travels along as baggage to the attributes of each span, so that it can be searched for.
///
/// The attributes have the names of the entries. What comes from other services is not to be trusted: only what is chosen is
/// copied.
///
/// Source: OpenTelemetry baggage API; the baggage span processors of other languages.
public struct BaggageProcessor: SpanProcessor {
    private let isCopied: @Sendable (_ name: String) -> Bool

    /// - Parameter isCopied: Which entries are copied, by their names.
    public init(where isCopied: @escaping @Sendable (_ name: String) -> Bool) { self.isCopied = isCopied }

    /// - Parameter names: Of the entries that are copied.
    public init(_ names: Set<String>) { self.init { names.contains($0) } }

    public func onStart(_ span: OTLPSpan, parentContext: ServiceContext) {
        guard let baggage = parentContext.baggage else { return }
        for name in baggage.names where isCopied(name) {
            if let entry = baggage[name] { span.set(name, entry.value) }
        }
    }
}
