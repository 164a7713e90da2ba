public import AsyncHTTPClient
import GlueJSON
import GlueRedaction
import GlueSemantics
import NIOHTTP1
import Tracing

/// OpenAI's chat completions, and every server that speaks like them: gateways, local servers, other providers.
///
/// ```swift
/// let provider = try OpenAIProvider(baseURL: "http://127.0.0.1:11434/v1")
/// let client = LLMClient(model: "llama3.2", provider: provider)
/// ```
/// Each request is a span `POST` with the HTTP conventions and carries the trace on. An answer is read leniently: what it
/// holds beyond what is known is left aside.
///
/// Source: OpenAI API reference, "Create chat completion".
public struct OpenAIProvider: ModelProvider {
    public let name: String
    public var server: ServerAddress? { exchange.endpoint.server }

    let exchange: HTTPExchange
    let outputLimitName: OutputLimitName
    /// Takes keys out of what errors quote, the own one in whatever form it has.
    let redactor: Redactor
    /// What an error names as the place to put the key.
    let keyVariable: String?

    /// A provider at an address.
    ///
    /// - Parameters:
    ///   - name: The provider's name in spans, such as `openai`, `groq` or `deepseek`.
    ///   - baseURL: The address up to and without `/chat/completions`.
    ///   - apiKey: Nil for servers that want none.
    ///   - headers: Further headers of every request; they replace those that are sent otherwise.
    ///   - outputLimitName: How the request names its bound for the answer's tokens.
    ///   - propagation: What of the trace the requests carry.
    ///   - responseLimit: How many bytes an answer may have.
    ///   - client: An HTTP client of your own, with tracing off, which you shut down yourself; nil for one that all providers share.
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none or the key cannot be a header.
    public init(
        name: String = "openai",
        baseURL: String = OpenAIProvider.defaultBaseURL,
        apiKey: String? = nil,
        headers: [String: String] = [:],
        outputLimitName: OutputLimitName = .automatic,
        propagation: TracePropagation = .traceContext,
        responseLimit: Int = 64 << 20,
        client: HTTPClient? = nil
    ) throws(LLMError) {
        try self.init(
            name: name,
            baseURL: baseURL,
            apiKey: apiKey,
            keyVariable: nil,
            headers: headers,
            outputLimitName: outputLimitName,
            propagation: propagation,
            responseLimit: responseLimit,
            client: client
        )
    }

    init(
        name: String,
        baseURL: String,
        apiKey: String?,
        keyVariable: String?,
        headers: [String: String],
        outputLimitName: OutputLimitName = .automatic,
        propagation: TracePropagation = .traceContext,
        responseLimit: Int = 64 << 20,
        client: HTTPClient?
    ) throws(LLMError) {
        // A key that was read from a file ends in a line break more often than not.
        let apiKey = apiKey?.trimmingSpace
        var fields: HTTPHeaders = ["Accept": "application/json", "User-Agent": "gluellm-swift"]
        if let apiKey, !apiKey.isEmpty { fields.add(name: "Authorization", value: "Bearer \(apiKey)") }
        for (name, value) in headers { fields.replaceOrAdd(name: name, value: value) }
        guard fields.allSatisfy({ $0.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }) else {
            throw LLMError(
                .configuration,
                "\(keyVariable ?? "the key or a header") holds a control character, such as a line break; remove it",
                provider: name
            )
        }
        self.name = name
        self.keyVariable = keyVariable
        self.outputLimitName = outputLimitName
        redactor = Redactor(rules: [Rule(.secret(apiKey ?? ""), .label())]) + .secrets
        exchange = HTTPExchange(
            client: client ?? .untraced,
            endpoint: try Endpoint(baseURL: baseURL, path: "chat/completions"),
            headers: fields,
            propagation: propagation,
            responseLimit: responseLimit
        )
    }

    /// OpenAI's own address.
    public static let defaultBaseURL = "https://api.openai.com/v1"

    public func details(of request: ModelRequest) -> [String: String] {
        var details = [OpenAINames.apiType: "chat_completions"]
        if let tier = request.parameters.extra["service_tier"]?.string, tier != "auto" { details[OpenAINames.requestServiceTier] = tier }
        return details
    }

    public func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        try await respond(to: request, attempt: Attempt(tracer: NoOpTracer()))
    }

    public func respond(to request: ModelRequest, attempt: Attempt) async throws(LLMError) -> ModelResponse {
        let isOpenAI = exchange.endpoint.server.isOpenAI
        let body = try OpenAIRequest(request, outputLimit: outputLimitName.member(for: request.model, isOpenAI: isOpenAI)).json.bytes()
        return try await exchange.post(body, attempt: attempt) { answer throws(LLMError) in
            guard answer.isSuccess else { throw failure(answer) }
            return try response(answer)
        }
    }
}

extension ServerAddress {
    /// Whether it is OpenAI's own, in whichever region.
    fileprivate var isOpenAI: Bool { host == "api.openai.com" || host.hasSuffix(".api.openai.com") }
}
