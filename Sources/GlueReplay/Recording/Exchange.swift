public import GlueLLM
public import GlueOTLP
public import GlueSemantics

/// One exchange with a model as a trace holds it: a request, the attempts it took, the answer.
///
/// Whoever recorded it, it looks the same here. What a source did not record is nil or empty and listed in
/// ``missing``; nothing is made up.
public struct Exchange: Sendable, Hashable {
    /// The place among the exchanges of the recording, from 0.
    public var index: Int
    /// The span that the exchange was read from.
    public var traceID: OTLP.TraceID
    public var spanID: OTLP.SpanID
    /// By the GenAI conventions, such as `openai`.
    public var provider: String?
    /// Where the requests went.
    public var server: ServerAddress?
    /// The model that was asked.
    public var model: String?
    /// The model that answered, as it named itself.
    public var responseModel: String?
    /// The provider's name for the answer.
    public var responseID: String?
    /// Nil where the source does not tell.
    public var streamed: Bool?
    /// The request's messages, system prompt first, one tool answer a message.
    public var input: [Message]
    /// One message a choice.
    public var output: [Message]
    /// The tools that the model was offered; nil where the source does not tell.
    public var tools: [ToolDefinition]?
    public var parameters: ModelParameters
    /// What the span tells of the request, and of the answer, beyond the GenAI conventions, by attribute.
    public var requestDetails: [String: String]
    public var responseDetails: [String: String]
    public var usage: Usage?
    public var finishReason: FinishReason?
    /// Why the exchange failed in the end; nil where it was answered.
    public var error: RecordedFailure?
    /// The attempts that failed before the last one, in order.
    public var failedAttempts: [RecordedFailure]
    /// When the exchange began, in nanoseconds since 1970 in UTC.
    public var startTimeUnixNano: UInt64
    /// From the request to the end of the answer, with all attempts and waits.
    public var duration: Duration
    /// From the request to the first piece of a streamed answer.
    public var timeToFirstChunk: Duration?
    /// The answer as it came over the wire, where that was recorded.
    public var wire: RecordedWire?
    /// What the source did not record.
    public var missing: [Missing]

    public init(
        index: Int = 0,
        traceID: OTLP.TraceID = .none,
        spanID: OTLP.SpanID = .none,
        provider: String? = nil,
        server: ServerAddress? = nil,
        model: String? = nil,
        responseModel: String? = nil,
        responseID: String? = nil,
        streamed: Bool? = nil,
        input: [Message] = [],
        output: [Message] = [],
        tools: [ToolDefinition]? = nil,
        parameters: ModelParameters = ModelParameters(),
        requestDetails: [String: String] = [:],
        responseDetails: [String: String] = [:],
        usage: Usage? = nil,
        finishReason: FinishReason? = nil,
        error: RecordedFailure? = nil,
        failedAttempts: [RecordedFailure] = [],
        startTimeUnixNano: UInt64 = 0,
        duration: Duration = .zero,
        timeToFirstChunk: Duration? = nil,
        wire: RecordedWire? = nil,
        missing: [Missing] = []
    ) {
        self.index = index
        self.traceID = traceID
        self.spanID = spanID
        self.provider = provider
        self.server = server
        self.model = model
        self.responseModel = responseModel
        self.responseID = responseID
        self.streamed = streamed
        self.input = input
        self.output = output
        self.tools = tools
        self.parameters = parameters
        self.requestDetails = requestDetails
        self.responseDetails = responseDetails
        self.usage = usage
        self.finishReason = finishReason
        self.error = error
        self.failedAttempts = failedAttempts
        self.startTimeUnixNano = startTimeUnixNano
        self.duration = duration
        self.timeToFirstChunk = timeToFirstChunk
        self.wire = wire
        self.missing = missing
    }

    /// A fact about an exchange that its source did not record.
    public struct Missing: RawRepresentable, Sendable, Hashable {
        public var rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let provider = Missing(rawValue: "provider")
        public static let model = Missing(rawValue: "model")
        public static let responseModel = Missing(rawValue: "response_model")
        public static let responseID = Missing(rawValue: "response_id")
        public static let streamed = Missing(rawValue: "streamed")
        public static let input = Missing(rawValue: "input")
        /// Part of the messages is there; a bound on content cut the rest.
        public static let inputCut = Missing(rawValue: "input_cut")
        public static let output = Missing(rawValue: "output")
        public static let outputCut = Missing(rawValue: "output_cut")
        public static let tools = Missing(rawValue: "tools")
        public static let toolsCut = Missing(rawValue: "tools_cut")
        public static let toolCallIDs = Missing(rawValue: "tool_call_ids")
        public static let usage = Missing(rawValue: "usage")
        public static let finishReason = Missing(rawValue: "finish_reason")
        /// The wire was to be recorded, and the answer held what must not be kept or was too long.
        public static let wire = Missing(rawValue: "wire")
    }

    /// Whether the answer is known well enough to be given again.
    public var isReplayable: Bool { error != nil || !output.isEmpty }
}
