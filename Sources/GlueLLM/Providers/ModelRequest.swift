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
        extra: JSONObject = JSONObject()
    ) {
        self.temperature = temperature
        self.topP = topP
        self.maxTokens = maxTokens
        self.stopSequences = stopSequences
        self.seed = seed
        self.frequencyPenalty = frequencyPenalty
        self.presencePenalty = presencePenalty
        self.extra = extra
    }
}
