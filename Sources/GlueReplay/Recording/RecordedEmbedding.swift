public import GlueOTLP

/// One request for vectors as a trace holds it.
///
/// Spans have no place for texts and vectors, so it is complete only where the wire was recorded.
public struct RecordedEmbedding: Sendable, Hashable {
    /// The place among the requests for vectors of the recording, from 0.
    public var index: Int
    public var traceID: OTLP.TraceID
    public var spanID: OTLP.SpanID
    public var model: String?
    /// The texts; nil where the source does not tell.
    public var inputs: [String]?
    /// The answer as it came; nil where the source does not tell.
    public var wire: RecordedWire?

    public init(
        index: Int = 0,
        traceID: OTLP.TraceID = .none,
        spanID: OTLP.SpanID = .none,
        model: String? = nil,
        inputs: [String]? = nil,
        wire: RecordedWire? = nil
    ) {
        self.index = index
        self.traceID = traceID
        self.spanID = spanID
        self.model = model
        self.inputs = inputs
        self.wire = wire
    }
}
