public import GlueSemantics

/// What a model answered.
public struct ModelResponse: Sendable, Hashable {
    /// The provider's name for the answer.
    public var id: String?
    /// The model that answered, which may be more precise than the one that was asked.
    public var model: String?
    /// One message a choice, each with its finish reason; never empty.
    public var choices: [Message]
    /// Nil where the provider did not say.
    public var usage: Usage?
    /// What the call's span tells of the answer beyond the GenAI conventions, by attribute.
    public var details: [String: String]

    public init(id: String? = nil, model: String? = nil, choices: [Message], usage: Usage? = nil, details: [String: String] = [:]) {
        self.id = id
        self.model = model
        self.choices = choices
        self.usage = usage
        self.details = details
    }
}
