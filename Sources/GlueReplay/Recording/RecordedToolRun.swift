public import GlueJSON
public import GlueOTLP
public import GlueSemantics

/// One run of a tool as a trace holds it.
public struct RecordedToolRun: Sendable, Hashable {
    public var traceID: OTLP.TraceID
    public var spanID: OTLP.SpanID
    public var name: String
    /// The model's name for the call; nil where the source does not tell.
    public var callID: String?
    /// Nil where the source does not tell.
    public var arguments: JSONValue?
    /// What the model was answered, also where the tool failed; nil where the source does not tell.
    public var response: JSONValue?
    /// The `error.type` of a tool that failed.
    public var errorType: String?
    /// Whether the response became the answer to the whole call.
    public var endsCall: Bool
    /// What was decided on it before it ran: `allowed`, `denied` or `replaced`; nil where nothing decided.
    public var approval: String?
    /// What the model was shown beyond the response.
    public var parts: [MessagePart]
    /// How many bytes of the response the model was not told.
    public var cutBytes: Int?

    public init(
        traceID: OTLP.TraceID = .none,
        spanID: OTLP.SpanID = .none,
        name: String,
        callID: String? = nil,
        arguments: JSONValue? = nil,
        response: JSONValue? = nil,
        errorType: String? = nil,
        endsCall: Bool = false,
        approval: String? = nil,
        parts: [MessagePart] = [],
        cutBytes: Int? = nil
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.name = name
        self.callID = callID
        self.arguments = arguments
        self.response = response
        self.errorType = errorType
        self.endsCall = endsCall
        self.approval = approval
        self.parts = parts
        self.cutBytes = cutBytes
    }
}
