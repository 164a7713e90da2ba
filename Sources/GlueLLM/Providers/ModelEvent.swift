public import GlueSemantics

/// A piece of an answer that comes in pieces, in no provider's own form.
///
/// Whatever a provider streams, ``ResponseAssembly`` makes the same ``ModelResponse`` of it as of the whole answer.
public enum ModelEvent: Sendable, Hashable {
    /// The answer begins; what is nil is not known yet.
    case started(id: String?, model: String?)
    case text(String, choice: Int = 0)
    /// What the model thinks before it answers.
    case reasoning(String, choice: Int = 0)
    case toolCall(ToolCallPiece)
    /// A part that comes whole, such as an image.
    case part(MessagePart, choice: Int = 0)
    case tokenProbabilities([TokenProbability], choice: Int = 0)
    /// The tokens so far; the last one counts.
    case usage(Usage)
    /// What the call's span tells of the answer beyond the GenAI conventions, by attribute.
    case details([String: String])
    /// A choice is complete; nil where the provider does not say why.
    case finished(FinishReason?, choice: Int = 0)
}

/// A piece of a tool call. Those of one call share choice and index, and their arguments are to be joined.
public struct ToolCallPiece: Sendable, Hashable {
    /// Which call of the answer it belongs to, counted from 0.
    public var index: Int
    public var choice: Int
    /// The provider's name for the call; usually on the first piece alone.
    public var id: String?
    /// The tool's name, or a further piece of it.
    public var name: String?
    /// A piece of the arguments' JSON text.
    public var arguments: String

    public init(index: Int, choice: Int = 0, id: String? = nil, name: String? = nil, arguments: String = "") {
        self.index = index
        self.choice = choice
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// How sure a model was of a token.
public struct TokenProbability: Sendable, Hashable {
    public var token: String
    /// The natural logarithm of the probability.
    public var logProbability: Double
    /// The likeliest tokens of this place, as far as they were asked for.
    public var alternatives: [Alternative]

    public struct Alternative: Sendable, Hashable {
        public var token: String
        public var logProbability: Double

        public init(token: String, logProbability: Double) {
            self.token = token
            self.logProbability = logProbability
        }
    }

    public init(token: String, logProbability: Double, alternatives: [Alternative] = []) {
        self.token = token
        self.logProbability = logProbability
        self.alternatives = alternatives
    }
}
