import GlueOTLP

/// Closes a span that its process did not live to end.
enum InterruptedSpan {
    /// The span as it is to be exported; nil where the bytes are none.
    ///
    /// - Parameters:
    ///   - payload: Base and tails as they were last.
    ///   - lastSign: The last sign of life of its process, nanoseconds since 1970 in UTC.
    static func close(_ payload: UnsafeRawBufferPointer, lastSign: UInt64) -> OTLP.Span? {
        guard var span = PackedSpan.decode(payload) else { return nil }
        span.endTimeUnixNano = max(span.startTimeUnixNano, span.events.map(\.timeUnixNano).max() ?? 0, lastSign)
        span.status = OTLP.Status(code: .error, message: "the process ended before the span did")
        span.attributes.removeAll { $0.key == "error.type" }
        span.attributes.append(OTLP.KeyValue("error.type", "interrupted"))
        return span
    }
}

/// A span as it stands in a record.
enum PackedSpan {
    /// Nil where the bytes are none.
    static func decode(_ payload: UnsafeRawBufferPointer) -> OTLP.Span? {
        try? OTLP.Traces(protobuf: enclosed(payload)).resourceSpans.first?.scopeSpans.first?.spans.first
    }

    /// The span within the messages of a request, for which there is a reader.
    private static func enclosed(_ payload: UnsafeRawBufferPointer) -> [UInt8] {
        var bytes = [UInt8](payload)
        for tag: UInt8 in [0x12, 0x12, 0x0A] {
            var head: [UInt8] = [tag]
            var length = UInt64(bytes.count)
            while length > 0x7F {
                head.append(UInt8(truncatingIfNeeded: length) | 0x80)
                length >>= 7
            }
            head.append(UInt8(length))
            bytes = head + bytes
        }
        return bytes
    }
}
