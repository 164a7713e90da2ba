/// A service that answers model requests: the one thing to write for a new provider.
public protocol ModelProvider: Sendable {
    /// The provider's name in the GenAI conventions, such as `openai` or `anthropic`.
    var name: String { get }

    /// Where requests go; nil for a provider within the process.
    var server: ServerAddress? { get }

    /// Answers one request, in one attempt or with the transport's own retries.
    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse
}

/// The host and port that `server.address` and `server.port` of a span name.
public struct ServerAddress: Sendable, Hashable {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}
