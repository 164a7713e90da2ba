public import AsyncHTTPClient
public import GlueJSON

/// Ollama, by its own API, which knows more than the one that speaks like OpenAI's: how long a model stays loaded, how much
/// context it gets, whether it thinks.
///
/// ```swift
/// var parameters = ModelParameters(reasoningEffort: "none")
/// parameters.extra = ["options": ["num_ctx": 16384]]
/// let client = LLMClient(model: "qwen3", provider: try OllamaProvider(keepAlive: "10m"), parameters: parameters)
/// ```
/// Source: Ollama API documentation, "Generate a chat message".
public struct OllamaProvider: HTTPModelProvider {
    public let service: HTTPService
    /// How long a model stays loaded after a call, such as `10m`; nil for the server's own rule.
    public let keepAlive: String?

    /// - Parameter baseURL: The address up to and without `/api/chat`.
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none or the key cannot be a header.
    public init(
        baseURL: String = OllamaProvider.defaultBaseURL,
        apiKey: String? = nil,
        keyVariable: String? = nil,
        keepAlive: String? = nil,
        headers: [String: String] = [:],
        propagation: TracePropagation = .traceContext,
        responseLimit: Int = 64 << 20,
        client: HTTPClient? = nil
    ) throws(LLMError) {
        service = try HTTPService(
            name: "ollama",
            baseURL: baseURL,
            apiKey: apiKey,
            keyVariable: keyVariable,
            headers: headers,
            propagation: propagation,
            responseLimit: responseLimit,
            client: client
        )
        self.keepAlive = keepAlive
    }

    /// Where a local server listens.
    public static let defaultBaseURL = "http://127.0.0.1:11434"

    public var framing: StreamFraming { .jsonLines }

    public func details(of request: ModelRequest) -> [String: String] {
        request.parameters.details(omitting: [.forcedTool, .parallelToolCalls, .promptCaching, .endUser])
    }

    public func structuredOutput(for model: String) -> StructuredOutputMode { .native }

    public func call(for request: ModelRequest, isStreamed: Bool) throws(LLMError) -> HTTPCall {
        HTTPCall("api/chat", body: .object(try OllamaRequest(request, keepAlive: keepAlive, isStreamed: isStreamed).json))
    }

    public func response(from answer: JSONValue, to request: ModelRequest) throws(LLMError) -> ModelResponse {
        guard answer["message"]?.object != nil else {
            throw LLMError(.invalidResponse, "the answer has no message; check whether the base URL serves Ollama's api/chat")
        }
        // The whole has the form of a piece.
        var reader = OllamaReader()
        var events: [ModelEvent] = []
        reader.read(answer, into: &events)
        var assembly = ResponseAssembly()
        for event in events { assembly.add(event) }
        return assembly.response
    }

    public func reader(for request: ModelRequest) -> (any AnswerReader)? { OllamaReader() }
}
