public import GlueJSON
public import GlueSemantics

/// What a tool can return: a text, a JSON value, anything that has a form in JSON, or a ``ToolResult``.
public protocol ToolOutput {
    var toolResponse: JSONValue { get throws }

    /// The response with what goes beyond it; the response alone unless implemented.
    var toolResult: ToolResult { get throws }
}

extension ToolOutput {
    public var toolResult: ToolResult { get throws { ToolResult(try toolResponse) } }
}

/// What a tool answers, with what a plain value cannot say.
///
/// ```swift
/// func call(arguments: Arguments) async throws -> ToolResult {
///     ToolResult("The chart follows.", parts: [.blob(modality: "image", mimeType: "image/png", base64: chart)])
/// }
/// ```
public struct ToolResult: Sendable, Hashable, ToolOutput {
    /// What the model is answered.
    public var response: JSONValue
    /// Images and other parts, which the model is shown after the response: few providers take them within it.
    public var parts: [MessagePart]
    /// Whether the response is the answer to the whole call: the model is not asked again.
    public var endsCall: Bool
    /// How many bytes of the response were left out when it was recorded.
    package var cutBytes: Int?

    public init(_ response: JSONValue, parts: [MessagePart] = [], endsCall: Bool = false) {
        self.response = response
        self.parts = parts
        self.endsCall = endsCall
    }

    /// A response with which the call ends.
    public static func final(_ response: JSONValue) -> ToolResult { ToolResult(response, endsCall: true) }

    public var toolResponse: JSONValue { response }
    public var toolResult: ToolResult { self }
}

extension String {
    public var toolResponse: JSONValue { .string(self) }
}

extension JSONValue {
    public var toolResponse: JSONValue { self }
}
