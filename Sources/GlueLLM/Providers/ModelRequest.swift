public import GlueJSON
public import GlueSemantics

/// One request to a model, in no provider's own form.
public struct ModelRequest: Sendable, Hashable {
    /// The model's name without the provider, such as `gpt-4o-mini`.
    public var model: String
    /// The conversation so far, system prompt first.
    public var messages: [Message]
    public var tools: [ToolDefinition]
    public var parameters: ModelParameters

    public init(model: String, messages: [Message], tools: [ToolDefinition] = [], parameters: ModelParameters = ModelParameters()) {
        self.model = model
        self.messages = messages
        self.tools = tools
        self.parameters = parameters
    }
}

/// How a model is to answer. What is nil is left to the provider.
public struct ModelParameters: Sendable, Hashable {
    public var temperature: Double?
    public var topP: Double?
    public var maxTokens: Int?
    public var stopSequences: [String]
    public var seed: Int?
    public var frequencyPenalty: Double?
    public var presencePenalty: Double?
    /// How hard the model is to think, in the provider's own words, such as `low` or `high`.
    public var reasoningEffort: String?
    /// Whether the model may, must or must not ask for tools.
    public var toolChoice: ToolChoice?
    /// Whether the model may ask for several tools in one answer.
    public var parallelToolCalls: Bool?
    /// Members that go into the request's body as they are: what one provider has and the others have not.
    public var extra: JSONObject

    public init(
        temperature: Double? = nil,
        topP: Double? = nil,
        maxTokens: Int? = nil,
        stopSequences: [String] = [],
        seed: Int? = nil,
        frequencyPenalty: Double? = nil,
        presencePenalty: Double? = nil,
        reasoningEffort: String? = nil,
        toolChoice: ToolChoice? = nil,
        parallelToolCalls: Bool? = nil,
        extra: JSONObject = JSONObject()
    ) {
        self.temperature = temperature
        self.topP = topP
        self.maxTokens = maxTokens
        self.stopSequences = stopSequences
        self.seed = seed
        self.frequencyPenalty = frequencyPenalty
        self.presencePenalty = presencePenalty
        self.reasoningEffort = reasoningEffort
        self.toolChoice = toolChoice
        self.parallelToolCalls = parallelToolCalls
        self.extra = extra
    }
}

/// Whether a model asks for tools.
public enum ToolChoice: Sendable, Hashable {
    case automatic
    case none
    /// At least one tool, whichever.
    case required
    /// The tool of this name.
    case tool(String)
}
