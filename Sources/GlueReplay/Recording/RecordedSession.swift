import GlueLLM
public import GlueOTLP
public import GlueSemantics

/// One completion of the engine as a trace holds it: what a caller asked, and all that the engine did for it.
public struct RecordedSession: Sendable, Hashable {
    public var traceID: OTLP.TraceID
    /// The span of the completion.
    public var spanID: OTLP.SpanID
    /// Nil for a client that played no particular part.
    public var agent: String?
    public var model: String
    public var conversationID: String?
    public var correlationID: String?
    /// The client's system prompt and all messages that the completion began with; nil where the trace holds no content.
    public var prompt: [Message]?
    /// What the caller was answered; nil where the completion failed, or where the trace holds no content.
    public var answer: Message?
    /// How many model calls it took.
    public var rounds: Int
    /// Why it failed; also set where an answer was given in place of the model's because the rounds were used up.
    public var error: RecordedFailure?
    /// The form that the answer was to have; nil for text, and where the trace does not hold the schema.
    public var output: RecordedOutput?
    /// Whether finished rounds of tools were told to the model as one text.
    public var condensesTools: Bool
    /// Why the completion cannot be driven again although all of it is there.
    var unsupported: [String]
    /// The exchanges of this completion itself, in order; not those of agents that its tools called.
    public var exchanges: [Exchange]
    /// The tools that ran, in order.
    public var toolRuns: [RecordedToolRun]

    /// The first user message.
    public var question: String? { prompt?.last { $0.role == .user }?.text }

    /// What keeps the completion from being driven again; empty where nothing does.
    public var obstacles: [String] {
        guard let prompt, !prompt.isEmpty else {
            return ["the trace holds no message content; record it with content capture on (\(ContentCapture.variable)=SPAN_ONLY)"]
        }
        guard !exchanges.isEmpty else { return ["the completion of span \(spanID) holds no model call; there is nothing to drive again"] }
        let cuts: [Exchange.Missing] = [.inputCut, .outputCut, .toolsCut]
        let calls: [String] = exchanges.compactMap { exchange in
            if let cut = exchange.missing.first(where: cuts.contains) {
                return "exchange \(exchange.index) is cut (\(cut.rawValue)); record it with a greater bound on content"
            }
            return exchange.isReplayable ? nil : "exchange \(exchange.index) has no answer that could be given again"
        }
        let tools = toolRuns.filter { $0.response == nil || $0.arguments == nil }
        return unsupported + calls
            + tools.map { "what the tool \($0.name) was asked or answered (span \($0.spanID)) is cut or was not recorded" }
    }
}
