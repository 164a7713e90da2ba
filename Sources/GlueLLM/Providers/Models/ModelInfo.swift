/// A model that a provider serves.
public struct ModelInfo: Sendable, Hashable {
    /// The name to ask for.
    public var id: String
    /// The name to show.
    public var displayName: String?
    /// Whose model it is.
    public var owner: String?
    /// How many tokens a conversation may have, where the provider tells it.
    public var contextTokens: Int?
    /// How many tokens an answer may have, where the provider tells it.
    public var outputTokens: Int?

    public init(id: String, displayName: String? = nil, owner: String? = nil, contextTokens: Int? = nil, outputTokens: Int? = nil) {
        self.id = id
        self.displayName = displayName
        self.owner = owner
        self.contextTokens = contextTokens
        self.outputTokens = outputTokens
    }
}
