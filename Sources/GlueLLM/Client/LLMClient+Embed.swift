extension LLMClient {
    /// Makes vectors of texts, such as for looking up what is alike.
    ///
    /// ```swift
    /// let client = try LLMClient(model: "openai:text-embedding-3-small")
    /// let embeddings = try await client.embed(["a cat", "a dog"])
    /// ```
    /// It is a span `embeddings {model}` of its own. Attempts are repeated as ``retry`` says.
    ///
    /// - Parameters:
    ///   - dimensions: How long the vectors are to be; nil for the model's own length.
    ///   - encoding: How the vectors travel; base64 saves two thirds of the bytes where the provider knows it.
    /// - Throws: ``LLMError/Kind/configuration`` where the provider makes none.
    public func embed(
        _ texts: [String],
        dimensions: Int? = nil,
        encoding: EmbeddingRequest.Encoding = .float
    ) async throws(LLMError) -> Embeddings {
        guard let provider = provider as? any EmbeddingProvider else {
            throw LLMError(.configuration, "\(provider.name) makes no embeddings; use a provider that does, such as openai")
        }
        let request = EmbeddingRequest(model: model, inputs: texts, dimensions: dimensions, encoding: encoding)
        return try await EmbeddingCall(client: self, provider: provider).run(request)
    }

    /// The models that the provider serves, in its order.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` where the provider does not tell.
    public func models() async throws(LLMError) -> [ModelInfo] {
        guard let provider = provider as? any ModelListing else {
            throw LLMError(.configuration, "\(provider.name) does not tell which models it serves")
        }
        return try await provider.models(tracer: tracer)
    }
}
