public import GlueSemantics

/// One request to a model, in no provider's own form.
public struct ModelRequest: Sendable, Hashable {
    /// The model's name without the provider, such as `gpt-4o-mini`.
    public var model: String
    /// The conversation so far, system prompt first.
    public var messages: [Message]
    public var tools: [ToolDefinition]
    public var parameters: ModelParameters
    /// The form that the answer is to have; nil for whatever the model writes.
    public var output: OutputFormat?

    public init(
        model: String,
        messages: [Message],
        tools: [ToolDefinition] = [],
        parameters: ModelParameters = ModelParameters(),
        output: OutputFormat? = nil
    ) {
        self.model = model
        self.messages = messages
        self.tools = tools
        self.parameters = parameters
        self.output = output
    }
}
