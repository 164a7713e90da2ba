public import AsyncHTTPClient
public import GlueJSON

/// Anthropic's Messages.
///
/// ```swift
/// let provider = try AnthropicProvider(apiKey: key)
/// let client = LLMClient(model: "claude-sonnet-4-5", provider: provider)
/// ```
/// The API has no seed, penalties or log probabilities; they are left out of the request. What the model thought goes back
/// with its signature, so that it can go on from there after a tool round.
///
/// Source: Anthropic API reference, "Create a Message" and "Streaming messages".
public struct AnthropicProvider: HTTPModelProvider {
    public let service: HTTPService
    /// The bound for an answer's tokens where the request sets none; the API insists on one.
    public let defaultMaxTokens: Int

    /// - Parameters:
    ///   - baseURL: The address up to and without `/v1/messages`.
    ///   - version: The version of the API, a date.
    ///   - headers: Further headers, such as `anthropic-beta`.
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none or the key cannot be a header.
    public init(
        baseURL: String = AnthropicProvider.defaultBaseURL,
        apiKey: String? = nil,
        keyVariable: String? = nil,
        version: String = "2023-06-01",
        defaultMaxTokens: Int = 8192,
        headers: [String: String] = [:],
        propagation: TracePropagation = .traceContext,
        responseLimit: Int = 64 << 20,
        client: HTTPClient? = nil
    ) throws(LLMError) {
        service = try HTTPService(
            name: Self.name,
            baseURL: baseURL,
            apiKey: apiKey,
            keyHeader: .named("x-api-key"),
            keyVariable: keyVariable,
            headers: headers.merging(["anthropic-version": version]) { own, _ in own },
            propagation: propagation,
            responseLimit: responseLimit,
            client: client
        )
        self.defaultMaxTokens = defaultMaxTokens
    }

    static let name = "anthropic"

    /// Anthropic's own address.
    public static let defaultBaseURL = "https://api.anthropic.com"

    public func details(of request: ModelRequest) -> [String: String] {
        request.parameters.details(omitting: [.seed, .frequencyPenalty, .presencePenalty, .tokenProbabilities])
    }

    /// Models from Claude 4.5 on, and Opus 4.1, hold to a schema by themselves.
    public func structuredOutput(for model: String) -> StructuredOutputMode {
        AnthropicModel(model).knowsSchemas ? .native : .tool
    }

    public func call(for request: ModelRequest, isStreamed: Bool) throws(LLMError) -> HTTPCall {
        let body = try AnthropicRequest(request, maxTokens: request.parameters.maxTokens ?? defaultMaxTokens, isStreamed: isStreamed)
        return HTTPCall("v1/messages", body: .object(body.json))
    }

    public func response(from answer: JSONValue, to request: ModelRequest) throws(LLMError) -> ModelResponse {
        guard answer["content"]?.array != nil else {
            throw LLMError(.invalidResponse, "the answer has no content; check whether the base URL serves Anthropic's messages")
        }
        return ModelResponse(anthropic: answer)
    }

    public func reader(for request: ModelRequest) -> (any AnswerReader)? { AnthropicReader() }
}
