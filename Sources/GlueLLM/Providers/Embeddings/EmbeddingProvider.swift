/// A service that turns texts into vectors.
public protocol EmbeddingProvider: Sendable {
    /// The provider's name in the GenAI conventions.
    var name: String { get }

    /// Where requests go; nil for a provider within the process.
    var server: ServerAddress? { get }

    /// Embeds the texts of one request, in one attempt.
    func embed(_ request: EmbeddingRequest, attempt: Attempt) async throws(LLMError) -> EmbeddingResponse
}
