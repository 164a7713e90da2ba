public import GlueOTLP

/// What somebody thinks of a trace or of a span: a label, a score, a note.
///
/// It goes out with its trace as a `gen_ai.evaluation.result` event.
public struct Annotation: Sendable, Hashable {
    /// Nil until it is stored.
    public var id: Int64?
    public var traceID: OTLP.TraceID
    /// Nil for the trace as a whole.
    public var spanID: OTLP.SpanID?
    /// What was looked at, such as `correctness`.
    public var name: String
    public var label: String?
    public var score: Double?
    public var note: String?
    /// In seconds since 1970.
    public var created: Int64

    public init(
        id: Int64? = nil,
        traceID: OTLP.TraceID,
        spanID: OTLP.SpanID? = nil,
        name: String,
        label: String? = nil,
        score: Double? = nil,
        note: String? = nil,
        created: Int64
    ) {
        self.id = id
        self.traceID = traceID
        self.spanID = spanID
        self.name = name
        self.label = label
        self.score = score
        self.note = note
        self.created = created
    }
}
