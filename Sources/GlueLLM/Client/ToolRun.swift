public import GlueJSON
public import GlueSemantics

/// One run of a tool.
public struct ToolRun: Sendable, Hashable {
    public var call: ToolCall
    /// What the model was answered.
    public var response: JSONValue
    /// Why the tool failed, as its span's `error.type`; nil where it did not.
    public var errorType: String?

    public init(call: ToolCall, response: JSONValue, errorType: String? = nil) {
        self.call = call
        self.response = response
        self.errorType = errorType
    }
}
