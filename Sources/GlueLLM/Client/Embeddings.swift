public import GlueSemantics

/// The vectors of some texts.
public struct Embeddings: Sendable, Hashable {
    /// One for each text, in their order.
    public var vectors: [[Float]]
    /// The model that made them, as it named itself.
    public var model: String
    /// Nil where the provider did not say.
    public var usage: Usage?
    /// What they cost, in US dollars; nil where a price or a count is not known.
    public var cost: Double?

    public init(vectors: [[Float]], model: String, usage: Usage? = nil, cost: Double? = nil) {
        self.vectors = vectors
        self.model = model
        self.usage = usage
        self.cost = cost
    }

    /// How long the vectors are; nil where there is none.
    public var dimensions: Int? { vectors.first?.count }
}
