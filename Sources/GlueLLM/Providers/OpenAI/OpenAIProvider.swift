public import AsyncHTTPClient
public import GlueJSON
import GlueSemantics

/// OpenAI's chat completions, and every server that speaks like them: gateways, local servers, other providers.
///
/// ```swift
/// let provider = try OpenAIProvider(baseURL: "http://127.0.0.1:11434/v1")
/// let client = LLMClient(model: "llama3.2", provider: provider)
/// ```
/// Each request is a span `POST` with the HTTP conventions and carries the trace on. An answer is read leniently: what it
/// holds beyond what is known is left aside.
///
/// Source: OpenAI API reference, "Create chat completion" and "Streaming".
public struct OpenAIProvider: HTTPModelProvider {
    public let service: HTTPService
    public let dialect: ChatDialect

    /// A provider at an address.
    ///
    /// - Parameters:
    ///   - name: The provider's name in spans, such as `openai`, `groq` or `deepseek`.
    ///   - baseURL: The address up to and without `/chat/completions`.
    ///   - apiKey: Nil for servers that want none.
    ///   - keyVariable: The environment variable that an error about the key names.
    ///   - headers: Further headers of every request; they replace those that are sent otherwise.
    ///   - dialect: What the server does otherwise than OpenAI's.
    ///   - propagation: What of the trace the requests carry.
    ///   - responseLimit: How many bytes an answer may have.
    ///   - client: An HTTP client of your own, with tracing off, which you shut down yourself; nil for one that all providers share.
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none or the key cannot be a header.
    public init(
        name: String = "openai",
        baseURL: String = OpenAIProvider.defaultBaseURL,
        apiKey: String? = nil,
        keyVariable: String? = nil,
        headers: [String: String] = [:],
        dialect: ChatDialect = ChatDialect(),
        propagation: TracePropagation = .traceContext,
        responseLimit: Int = 64 << 20,
        client: HTTPClient? = nil
    ) throws(LLMError) {
        self.init(
            service: try HTTPService(
                name: name,
                baseURL: baseURL,
                apiKey: apiKey,
                keyVariable: keyVariable,
                headers: headers,
                propagation: propagation,
                responseLimit: responseLimit,
                client: client
            ),
            dialect: dialect
        )
    }

    /// A provider of a service that is reached in a way of its own.
    public init(service: HTTPService, dialect: ChatDialect = ChatDialect()) {
        self.service = service
        self.dialect = dialect
    }

    /// OpenAI's own address.
    public static let defaultBaseURL = "https://api.openai.com/v1"

    public func details(of request: ModelRequest) -> [String: String] {
        let isOpenAI = service.server.isOpenAI
        var omitted: [OmissibleParameter] = isOpenAI ? [] : [.promptCaching]
        if isOpenAI || !dialect.takesTopK { omitted.append(.topK) }
        if !dialect.takesParallelToolCalls { omitted.append(.parallelToolCalls) }
        if isOpenAI, ReasoningEffort.isOmitted(from: request) { omitted.append(.reasoningEffort) }
        var details = request.parameters.details(omitting: omitted)
        details[OpenAINames.apiType] = "chat_completions"
        if let tier = request.parameters.extra["service_tier"]?.string, tier != "auto" { details[OpenAINames.requestServiceTier] = tier }
        return details
    }

    public func structuredOutput(for model: String) -> StructuredOutputMode { dialect.structuredOutput }

    public func call(for request: ModelRequest, isStreamed: Bool) throws(LLMError) -> HTTPCall {
        let body = try OpenAIRequest(request, dialect: dialect, isOpenAI: service.server.isOpenAI, isStreamed: isStreamed)
        return HTTPCall("chat/completions", body: .object(body.json))
    }

    public func response(from answer: JSONValue, to request: ModelRequest) throws(LLMError) -> ModelResponse {
        guard answer["choices"]?.array != nil else {
            throw LLMError(.invalidResponse, "the answer has no list of choices; check whether the base URL serves chat completions")
        }
        return ModelResponse(openAI: answer)
    }

    public func reader(for request: ModelRequest) -> (any AnswerReader)? { ChatCompletionReader() }
}

extension ServerAddress {
    /// Whether it is OpenAI's own, in whichever region.
    var isOpenAI: Bool { host == "api.openai.com" || host.hasSuffix(".api.openai.com") }
}
