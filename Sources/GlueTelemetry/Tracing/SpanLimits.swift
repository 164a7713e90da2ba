/// How much a span may hold. What exceeds a limit is left out and counted in the span's dropped counts.
///
/// Source: OpenTelemetry trace SDK, "Span Limits"; common specification, "Attribute Limits".
public struct SpanLimits: Sendable, Hashable {
    /// Attributes of a span. Those that were there first stay.
    public var attributes: Int
    public var events: Int
    public var links: Int
    public var attributesPerEvent: Int
    public var attributesPerLink: Int
    /// Characters of a string, also within a list; nil for no limit. Message content is exempt: it is JSON, which must not
    /// end in the middle, and was cut to its own bound before it became an attribute.
    public var valueLength: Int?

    public init(
        attributes: Int = 128,
        events: Int = 128,
        links: Int = 128,
        attributesPerEvent: Int = 128,
        attributesPerLink: Int = 128,
        valueLength: Int? = nil
    ) {
        self.attributes = attributes
        self.events = events
        self.links = links
        self.attributesPerEvent = attributesPerEvent
        self.attributesPerLink = attributesPerLink
        self.valueLength = valueLength
    }
}
