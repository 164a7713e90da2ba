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

/// A packed span as a value.
enum PackedSpan {
    /// Nil where the bytes are none.
    static func decode(_ payload: UnsafeRawBufferPointer) -> OTLP.Span? {
        var frame = SegmentFrame(SegmentHeader(owner: 0, beganUnixNano: 0, resource: []))
        frame.add(payload, scope: nil)
        return frame.telemetry.traces.resourceSpans.first?.scopeSpans.first?.spans.first
    }
}
