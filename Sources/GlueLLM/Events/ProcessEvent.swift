public import GlueSemantics

/// A step of a call, told while it happens: for progress that a person sees. What happened is in the trace.
public struct ProcessEvent: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// - Parameter iteration: The model call of the completion, from 1.
        case llmCallStart(iteration: Int, messages: Int)
        case llmCallEnd(iteration: Int, toolCalls: Int, usage: Usage?, cost: Cost)
        /// - Parameter type: The ``LLMError/Kind-swift.enum``. The message holds no secrets and no content.
        case llmCallError(iteration: Int, type: String, message: String)
        /// - Parameter index: The call among those of one answer, from 1.
        case toolCallStart(name: String, index: Int)
        /// - Parameter errorType: Nil where the tool did its work.
        case toolCallEnd(name: String, index: Int, took: Duration, errorType: String?)
        case toolRoute(query: String, matched: [String])
        case streamStart
        case streamChunk(String)
        case reasoningChunk(String)
        case streamEnd
        case modelFallback(from: String, to: String, errorType: String)
        /// - Parameter length: Of the answer, in characters.
        case complete(toolCalls: Int, length: Int)
    }

    public var kind: Kind
    public var model: String
    /// The id of the scope in which the call was made, see `CorrelationID`; nil outside any.
    public var correlationID: String?
    /// Since the call began.
    public var elapsed: Duration

    public init(_ kind: Kind, model: String, correlationID: String? = nil, elapsed: Duration) {
        self.kind = kind
        self.model = model
        self.correlationID = correlationID
        self.elapsed = elapsed
    }

    /// The event's name, such as `llm_call_start`.
    public var name: String {
        switch kind {
        case .llmCallStart: "llm_call_start"
        case .llmCallEnd: "llm_call_end"
        case .llmCallError: "llm_call_error"
        case .toolCallStart: "tool_call_start"
        case .toolCallEnd: "tool_call_end"
        case .toolRoute: "tool_route"
        case .streamStart: "stream_start"
        case .streamChunk: "stream_chunk"
        case .reasoningChunk: "reasoning_chunk"
        case .streamEnd: "stream_end"
        case .modelFallback: "model_fallback"
        case .complete: "complete"
        }
    }
}
