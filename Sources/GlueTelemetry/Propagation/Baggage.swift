public import Tracing

/// What an application passes along a trace: names and values, in their order.
///
/// Whatever is in it goes out with every request to which headers are injected; it is not for secrets.
///
/// Source: W3C Baggage; OpenTelemetry baggage API.
public struct Baggage: Sendable, Hashable {
    /// A value with what the header said about it.
    public struct Entry: Sendable, Hashable {
        public var value: String
        /// What follows the value in the header, such as `ttl=30`, without the first semicolon.
        public var metadata: String

        public init(_ value: String, metadata: String = "") {
            self.value = value
            self.metadata = metadata
        }
    }

    /// The names, in the order in which they were set.
    public private(set) var names: [String] = []
    private var entries: [String: Entry] = [:]

    public init() {}

    public subscript(name: String) -> Entry? {
        get { entries[name] }
        set {
            if newValue == nil { names.removeAll { $0 == name } } else if entries[name] == nil { names.append(name) }
            entries[name] = newValue
        }
    }

    public var isEmpty: Bool { names.isEmpty }
}

extension ServiceContext {
    /// What travels along with the trace; nil for nothing.
    public var baggage: Baggage? {
        get { self[BaggageKey.self] }
        set { self[BaggageKey.self] = newValue }
    }
}

private enum BaggageKey: ServiceContextKey {
    typealias Value = Baggage
    static var nameOverride: String? { "gluellm-baggage" }
}
