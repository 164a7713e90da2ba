public import AsyncHTTPClient
public import GlueJSON
import GlueSemantics

/// OpenAI's models on Azure.
///
/// ```swift
/// let provider = try AzureOpenAIProvider(endpoint: "https://house.openai.azure.com", credential: .key(key))
/// let client = LLMClient(model: "my-deployment", provider: provider)
/// ```
/// The model of a request is the deployment's name.
///
/// Source: Azure OpenAI in Foundry Models, REST API reference.
public struct AzureOpenAIProvider: HTTPModelProvider {
    /// What a request proves itself with.
    public enum Credential: Sendable {
        /// A key of the resource, in the header `api-key`.
        case key(String)
        /// A token of Microsoft Entra ID, as a bearer token.
        case token(String)
    }

    public let service: HTTPService
    /// The version of the API.
    public let apiVersion: String
    private let dialect = ChatDialect(takesTopK: false)

    /// - Parameters:
    ///   - endpoint: The resource's address, without `/openai`.
    ///   - apiVersion: A date, possibly with `-preview`.
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none or the credential cannot be a header.
    public init(
        endpoint: String,
        credential: Credential?,
        keyVariable: String? = nil,
        apiVersion: String = AzureOpenAIProvider.defaultAPIVersion,
        headers: [String: String] = [:],
        propagation: TracePropagation = .traceContext,
        responseLimit: Int = 64 << 20,
        client: HTTPClient? = nil
    ) throws(LLMError) {
        let (key, header): (String?, KeyHeader) =
            switch credential {
            case .key(let key)?: (key, .named("api-key"))
            case .token(let token)?: (token, .bearer)
            case nil: (nil, .bearer)
            }
        service = try HTTPService(
            name: "azure.ai.openai",
            baseURL: endpoint,
            apiKey: key,
            keyHeader: header,
            keyVariable: keyVariable,
            headers: headers,
            propagation: propagation,
            responseLimit: responseLimit,
            client: client
        )
        self.apiVersion = apiVersion
    }

    /// The newest version that is no preview.
    public static let defaultAPIVersion = "2024-10-21"

    public func details(of request: ModelRequest) -> [String: String] {
        var details = request.parameters.details(omitting: [.topK, .promptCaching])
        details[OpenAINames.apiType] = "chat_completions"
        return details
    }

    public func structuredOutput(for model: String) -> StructuredOutputMode { .native }

    public func call(for request: ModelRequest, isStreamed: Bool) throws(LLMError) -> HTTPCall {
        let body = try OpenAIRequest(request, dialect: dialect, isStreamed: isStreamed)
        return HTTPCall(path(request.model, "chat/completions"), query: query, body: .object(body.json))
    }

    func path(_ deployment: String, _ operation: String) -> String { "openai/deployments/\(deployment.percentEncoded)/\(operation)" }

    var query: String { "api-version=\(apiVersion.percentEncoded)" }

    public func response(from answer: JSONValue, to request: ModelRequest) throws(LLMError) -> ModelResponse {
        guard answer["choices"]?.array != nil else {
            throw LLMError(.invalidResponse, "the answer has no list of choices; check the endpoint and the deployment's name")
        }
        var response = ModelResponse(openAI: answer)
        response.details.merge(AzureContentFilter.details(answer)) { $1 }
        return response
    }

    public func reader(for request: ModelRequest) -> (any AnswerReader)? { AzureReader() }
}
