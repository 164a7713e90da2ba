public import GlueSemantics

/// The vectors of a request's texts.
public struct EmbeddingResponse: Sendable, Hashable {
    /// One for each text, in their order.
    public var embeddings: [[Float]]
    /// The model that answered, which may be more precise than the one that was asked.
    public var model: String?
    /// Nil where the provider did not say.
    public var usage: Usage?

    public init(embeddings: [[Float]], model: String? = nil, usage: Usage? = nil) {
        self.embeddings = embeddings
        self.model = model
        self.usage = usage
    }

    /// How long the vectors are; nil where there is none.
    public var dimensions: Int? { embeddings.first?.count }
}
