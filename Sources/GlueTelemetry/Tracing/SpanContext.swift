public import GlueOTLP
public import Tracing

/// What names a span across processes: the part of a `ServiceContext` that trace headers carry.
///
/// Source: OpenTelemetry trace API, "SpanContext"; W3C Trace Context Level 2.
public struct SpanContext: Sendable, Hashable {
    public var traceID: OTLP.TraceID
    public var spanID: OTLP.SpanID
    public var flags: TraceFlags
    /// W3C `tracestate`; empty where there is none.
    public var traceState: String
    /// Whether it came in from another process.
    public var isRemote: Bool
    /// Whether the other process left it open if the trace is sampled, which only the headers of B3 can say.
    var isSamplingDeferred = false

    public init(
        traceID: OTLP.TraceID,
        spanID: OTLP.SpanID,
        flags: TraceFlags = [],
        traceState: String = "",
        isRemote: Bool = false
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
        self.traceState = traceState
        self.isRemote = isRemote
    }

    /// Whether both ids are there.
    public var isValid: Bool { traceID.isValid && spanID.isValid }
    public var isSampled: Bool { flags.contains(.sampled) }
}

/// The flags of a `traceparent` header.
public struct TraceFlags: OptionSet, Sendable, Hashable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The caller may have recorded its span.
    public static let sampled = TraceFlags(rawValue: 0x01)
    /// At least the last seven bytes of the trace id are random.
    public static let random = TraceFlags(rawValue: 0x02)
    /// All flags that level 2 of the specification defines; others are not passed on.
    public static let known: TraceFlags = [.sampled, .random]
}

extension ServiceContext {
    /// The span that this context stands in; nil outside any.
    public var spanContext: SpanContext? {
        get { self[CurrentSpanKey.self]?.context }
        set { self[CurrentSpanKey.self] = newValue.map { CurrentSpan(context: $0, span: nil) } }
    }

    /// The span itself, where it was started by a tracer of this process.
    var currentSpan: CurrentSpan? {
        get { self[CurrentSpanKey.self] }
        set { self[CurrentSpanKey.self] = newValue }
    }
}

/// The span of a context, without keeping it alive.
final class CurrentSpan: Sendable {
    let context: SpanContext
    weak let span: OTLPSpan?

    init(context: SpanContext, span: OTLPSpan?) {
        self.context = context
        self.span = span
    }
}

private enum CurrentSpanKey: ServiceContextKey {
    typealias Value = CurrentSpan
    static var nameOverride: String? { "gluellm-span-context" }
}
