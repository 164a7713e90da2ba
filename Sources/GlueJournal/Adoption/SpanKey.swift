import GlueOTLP

/// Which span a packed record is of.
struct SpanKey: Hashable {
    let traceID: OTLP.TraceID
    let spanID: UInt64

    /// Nil where the record does not begin as a packed Span does: trace id, then span id.
    ///
    /// Source: opentelemetry-proto, Span 1 and 2.
    init?(_ header: RecordHeader, _ payload: UnsafeRawBufferPointer) {
        guard header.kind == .span, payload.count >= 28, payload[0] == 0x0A, payload[1] == 16, payload[18] == 0x12, payload[19] == 8 else {
            return nil
        }
        traceID = header.traceID
        spanID = payload.loadUnaligned(fromByteOffset: 20, as: UInt64.self)
    }
}
