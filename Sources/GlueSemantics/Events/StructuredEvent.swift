public import GlueJSON

/// Something that happened, with a name that tells what its attributes mean.
///
/// swift-log carries a message and metadata for people to read; this carries what programs read, such as the messages of a
/// model call.
///
/// Source: OpenTelemetry logs data model, "Events"; semantic conventions, "General event semantics".
public struct StructuredEvent: Sendable, Hashable {
    /// How grave it is, as the least severe number of its class.
    public enum Severity: Int32, Sendable, Hashable, CaseIterable {
        case trace = 1
        case debug = 5
        case info = 9
        case warning = 13
        case error = 17
        case fatal = 21
    }

    /// Such as `gen_ai.client.inference.operation.details`.
    public var name: String
    public var severity: Severity
    /// In this order; values may be nested.
    public var attributes: JSONObject
    /// What there is to say for people; nil where the name says it all.
    public var body: JSONValue?

    public init(_ name: String, severity: Severity = .info, attributes: JSONObject = JSONObject(), body: JSONValue? = nil) {
        self.name = name
        self.severity = severity
        self.attributes = attributes
        self.body = body
    }
}
