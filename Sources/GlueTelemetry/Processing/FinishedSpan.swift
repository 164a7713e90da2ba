public import GlueOTLP

/// A span that has ended, to look at.
// A class: it is handed from one to the next, and is nothing but a pointer where nobody wants it.
public final class FinishedSpan: Sendable {
    /// What names the span.
    public let context: SpanContext
    /// The id of its parent; not valid for a root.
    public let parentSpanID: OTLP.SpanID
    /// Whether its parent is not in this process, or it has none: the span with which this process entered the trace.
    public let isLocalRoot: Bool
    public let name: String
    public let kind: OTLP.SpanKind
    /// Nanoseconds since 1970 in UTC.
    public let startTimeUnixNano: UInt64
    public let endTimeUnixNano: UInt64
    /// As they are exported: redacted, cut, and as many as there may be.
    public let attributes: [OTLP.KeyValue]
    /// Nil where none was set.
    public let status: OTLP.Status?
    /// The file that started it, as `Module/File.swift`.
    public let fileID: String

    /// Zero where the clock was set back in between.
    public var duration: Duration {
        endTimeUnixNano > startTimeUnixNano ? .nanoseconds(Int64(clamping: endTimeUnixNano - startTimeUnixNano)) : .zero
    }

    init(_ span: SpanRecording, _ head: borrowing SpanHead, _ fields: borrowing SpanFields) {
        context = span.spanContext
        parentSpanID = span.parent
        isLocalRoot = !span.parent.isValid || span.isParentRemote
        name = head.name
        kind = head.kind
        startTimeUnixNano = head.startTimeUnixNano
        endTimeUnixNano = head.endTimeUnixNano
        attributes = fields.values
        status = head.status
        fileID = span.fileID
    }
}
