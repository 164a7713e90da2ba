public import GlueJSON
public import GlueSemantics

/// What came of a call.
public struct Completion: Sendable, Hashable {
    /// The model's last message.
    public var message: Message
    /// The tokens of all model calls together; nil where no call's were told.
    public var usage: Usage?
    /// What all model calls cost together, in US dollars; nil where a price or a count is not known, never zero for it.
    public var cost: Double?
    /// How well the cost is known.
    public var costKind: CostKind
    /// How many model calls it took.
    public var rounds: Int
    public var finishReason: FinishReason?
    /// The model that gave the last answer, as it named itself.
    public var model: String
    /// The provider's name for the last answer.
    public var responseID: String?
    /// The tools that ran, in the order in which the model asked for them.
    public var toolRuns: [ToolRun]
    /// All messages of the exchange, from the prompt over tool rounds to the answer: what a conversation goes on with.
    public var exchange: [Message]
    /// What the conversation before the exchange became where its older part was summarised; nil where it stays as it was.
    public var summarizedHistory: [Message]?
    /// How sure the model was of each token of the last answer; empty unless it was asked for.
    public var tokenProbabilities: [TokenProbability]
    /// The answer as JSON that fits the schema; nil where none was asked for. A member that may be left out may be null.
    public var value: JSONValue?

    /// What all model calls cost together, and how well that is known.
    package var totalCost: Cost { Cost(cost, costKind) }

    /// The text of the last message; empty where the model said nothing.
    public var text: String { message.text }

    public init(
        message: Message,
        usage: Usage? = nil,
        cost: Cost = .unknown,
        rounds: Int,
        finishReason: FinishReason? = nil,
        model: String,
        responseID: String? = nil,
        toolRuns: [ToolRun] = [],
        exchange: [Message] = [],
        summarizedHistory: [Message]? = nil,
        tokenProbabilities: [TokenProbability] = [],
        value: JSONValue? = nil
    ) {
        self.message = message
        self.usage = usage
        self.cost = cost.dollars
        costKind = cost.kind
        self.rounds = rounds
        self.finishReason = finishReason
        self.model = model
        self.responseID = responseID
        self.toolRuns = toolRuns
        self.exchange = exchange
        self.summarizedHistory = summarizedHistory
        self.tokenProbabilities = tokenProbabilities
        self.value = value
    }
}
