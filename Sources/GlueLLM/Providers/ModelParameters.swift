public import GlueJSON

/// How a model is to answer. What is nil is left to the provider.
public struct ModelParameters: Sendable, Hashable {
    public var temperature: Double?
    public var topP: Double?
    /// Of how many of the likeliest tokens the next one is drawn.
    public var topK: Int?
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
    /// How many of the likeliest tokens are told for each place of the answer, with their probabilities; zero for the
    /// token that was taken alone, nil for none at all.
    public var tokenProbabilities: Int?
    /// How many answers are asked for; the conversation goes on with the first.
    public var choices: Int?
    /// Whether the beginning of the request that calls share is to be kept in the provider's cache.
    public var promptCaching: PromptCaching?
    /// The application's name for its end user, for the provider to tell misuse by; no name or address of a person.
    public var endUser: String?
    /// Members that go into the request's body as they are: what one provider has and the others have not.
    public var extra: JSONObject

    public init(
        temperature: Double? = nil,
        topP: Double? = nil,
        topK: Int? = nil,
        maxTokens: Int? = nil,
        stopSequences: [String] = [],
        seed: Int? = nil,
        frequencyPenalty: Double? = nil,
        presencePenalty: Double? = nil,
        reasoningEffort: String? = nil,
        toolChoice: ToolChoice? = nil,
        parallelToolCalls: Bool? = nil,
        tokenProbabilities: Int? = nil,
        choices: Int? = nil,
        promptCaching: PromptCaching? = nil,
        endUser: String? = nil,
        extra: JSONObject = JSONObject()
    ) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.maxTokens = maxTokens
        self.stopSequences = stopSequences
        self.seed = seed
        self.frequencyPenalty = frequencyPenalty
        self.presencePenalty = presencePenalty
        self.reasoningEffort = reasoningEffort
        self.toolChoice = toolChoice
        self.parallelToolCalls = parallelToolCalls
        self.tokenProbabilities = tokenProbabilities
        self.choices = choices
        self.promptCaching = promptCaching
        self.endUser = endUser
        self.extra = extra
    }
}
