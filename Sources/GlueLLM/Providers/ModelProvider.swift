/// A service that answers model requests: the one thing to write for a new provider.
///
/// ```swift
/// struct Echo: ModelProvider {
///     let name = "echo"
///     let server: ServerAddress? = nil
///     func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
///         ModelResponse(choices: [.assistant(request.messages.last?.text ?? "")])
///     }
/// }
/// ```
public protocol ModelProvider: Sendable {
    /// The provider's name in the GenAI conventions, such as `openai` or `anthropic`.
    var name: String { get }

    /// Where requests go; nil for a provider within the process.
    var server: ServerAddress? { get }

    /// What the span of a model call tells of a request beyond the GenAI conventions, by attribute; empty unless implemented.
    func details(of request: ModelRequest) -> [String: String]

    /// How a model of this provider is brought to answer in the form of a schema; by the prompt unless implemented.
    func structuredOutput(for model: String) -> StructuredOutputMode

    /// Whether ``respond(to:attempt:)`` ends by itself, with ``LLMError/Kind/timeout``, when ``Attempt/limit`` is over.
    ///
    /// False unless implemented: the engine then makes each attempt in a task of its own, which it cancels. Providers over
    /// HTTP spare it that.
    var keepsTimeLimit: Bool { get }

    /// Answers one request, in one attempt: the engine repeats what is worth repeating.
    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse

    /// Answers one request and is told which attempt it is and where to trace it.
    ///
    /// Providers over HTTP implement this one, so that each attempt is a span.
    func respond(to request: ModelRequest, attempt: Attempt) async throws(LLMError) -> ModelResponse

    /// Answers one request in pieces, in one attempt; the whole answer at once unless implemented.
    ///
    /// Returns when the answer has ended. A connection that ends before the answer does is an error.
    ///
    /// - Parameter receive: Takes one piece after the other. It suspends until the caller wants more: a provider reads no
    ///   further ahead than that. What it throws ends the stream and is thrown on.
    func stream(
        _ request: ModelRequest,
        attempt: Attempt,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError)
}

extension ModelProvider {
    public func details(of request: ModelRequest) -> [String: String] { [:] }

    public func structuredOutput(for model: String) -> StructuredOutputMode { .prompt }

    public var keepsTimeLimit: Bool { false }

    public func respond(to request: ModelRequest, attempt: Attempt) async throws(LLMError) -> ModelResponse {
        try await respond(to: request)
    }

    public func stream(
        _ request: ModelRequest,
        attempt: Attempt,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError) {
        for event in try await respond(to: request, attempt: attempt).events { try await receive(event) }
    }
}
