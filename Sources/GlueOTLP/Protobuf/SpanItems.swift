/// The events and links of a span as they go over the wire, packed one by one as they are added.
package struct SpanItems: ~Copyable {
    private var wire = WireBuffer(capacity: 256)

    package init() {}

    package var bytes: UnsafeRawBufferPointer { wire.bytes }

    // Fields of a Span.
    private static let event: UInt8 = 0x5A
    private static let link: UInt8 = 0x6A

    /// Adds an event.
    ///
    /// - Parameter attributes: Those of an event; likewise below.
    package mutating func addEvent(_ name: String, at timeUnixNano: UInt64, _ attributes: borrowing AttributeFields) {
        let start = wire.open(Self.event)
        if timeUnixNano != 0 {
            wire.byte(0x09)
            wire.fixed64(timeUnixNano)
        }
        if !name.isEmpty { wire.field(0x12, name) }
        attributes.write(to: &wire)
        if attributes.dropped > 0 {
            wire.byte(0x20)
            wire.varint(UInt64(attributes.dropped))
        }
        wire.close(start)
    }

    package mutating func addLink(
        to traceID: OTLP.TraceID,
        _ spanID: OTLP.SpanID,
        traceState: String,
        flags: UInt32,
        _ attributes: borrowing AttributeFields
    ) {
        let start = wire.open(Self.link)
        if traceID.isValid {
            wire.byte(0x0A)
            wire.byte(16)
            wire.fixed64(traceID.high.byteSwapped)
            wire.fixed64(traceID.low.byteSwapped)
        }
        if spanID.isValid {
            wire.byte(0x12)
            wire.byte(8)
            wire.fixed64(spanID.value.byteSwapped)
        }
        if !traceState.isEmpty { wire.field(0x1A, traceState) }
        attributes.write(to: &wire)
        if attributes.dropped > 0 {
            wire.byte(0x28)
            wire.varint(UInt64(attributes.dropped))
        }
        if flags != 0 {
            wire.byte(0x35)
            wire.fixed32(flags)
        }
        wire.close(start)
    }

    /// As values, in their order.
    package var values: (events: [OTLP.Event], links: [OTLP.Link]) {
        let span = try? OTLP.Span(packed: [UInt8](bytes))
        return (span?.events ?? [], span?.links ?? [])
    }
}
