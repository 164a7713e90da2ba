/// How much a log record may hold.
///
/// Source: OpenTelemetry logs SDK, "LogRecord Limits"; common specification, "Attribute Limits".
public struct LogSettings: Sendable, Hashable {
    /// Attributes of a record. The first in the order of their keys stay; the others are counted in the record.
    public var attributes: Int
    /// Characters of a string, also within a list or a map; nil for no limit. Bodies have none, and message content is
    /// exempt as on spans.
    public var valueLength: Int?
    /// How deep lists and maps may be nested, at least 1; what lies deeper is left empty.
    public var valueDepth: Int
    /// Whether records tell file, line and function.
    public var tellsLocation: Bool

    public init(attributes: Int = 128, valueLength: Int? = nil, valueDepth: Int = 64, tellsLocation: Bool = true) {
        self.attributes = attributes
        self.valueLength = valueLength
        self.valueDepth = max(valueDepth, 1)
        self.tellsLocation = tellsLocation
    }
}
