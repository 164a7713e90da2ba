public import GlueJSON
public import GlueSemantics

/// One run of a tool.
public struct ToolRun: Sendable, Hashable {
    /// The call as it ran: with other arguments than the model gave where the approval replaced them.
    public var call: ToolCall
    /// What the model was answered.
    public var response: JSONValue
    /// Why the tool failed, as its span's `error.type`; nil where it did not.
    public var errorType: String?
    /// What the model was shown beyond the response, such as images.
    public var parts: [MessagePart]
    /// Whether the response became the answer to the whole call.
    public var endsCall: Bool

    public init(
        call: ToolCall,
        response: JSONValue,
        errorType: String? = nil,
        parts: [MessagePart] = [],
        endsCall: Bool = false
    ) {
        self.call = call
        self.response = response
        self.errorType = errorType
        self.parts = parts
        self.endsCall = endsCall
    }
}
