public import AsyncHTTPClient
public import GlueJSON
import GlueSemantics

/// OpenAI's Responses.
///
/// Tools that OpenAI runs itself are asked for by extra parameters; they stand beside the client's own:
/// ```swift
/// parameters.extra = ["tools": [["type": "web_search"]]]
/// ```
/// Source: OpenAI API reference, "Create a model response" and "Streaming events".
public struct OpenAIResponsesProvider: HTTPModelProvider {
    /// Where the conversation is kept.
    public enum Memory: Sendable, Hashable {
        /// Here: each request carries all of it, with what the model thought in a form that only OpenAI can read.
        case client
        /// With OpenAI: a request names the answer that it follows and carries what is new.
        case server
    }

    public let service: HTTPService
    public let memory: Memory
    /// Whether the model is to tell what it thinks: `auto`, `concise` or `detailed`; nil for not.
    public let reasoningSummary: String?

    /// - Parameter baseURL: The address up to and without `/responses`.
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none or the key cannot be a header.
    public init(
        name: String = "openai",
        baseURL: String = OpenAIProvider.defaultBaseURL,
        apiKey: String? = nil,
        keyVariable: String? = nil,
        memory: Memory = .client,
        reasoningSummary: String? = nil,
        headers: [String: String] = [:],
        propagation: TracePropagation = .traceContext,
        responseLimit: Int = 64 << 20,
        client: HTTPClient? = nil
    ) throws(LLMError) {
        service = try HTTPService(
            name: name,
            baseURL: baseURL,
            apiKey: apiKey,
            keyVariable: keyVariable,
            headers: headers,
            propagation: propagation,
            responseLimit: responseLimit,
            client: client
        )
        self.memory = memory
        self.reasoningSummary = reasoningSummary
    }

    /// Whose parts they are that only this API can read.
    static let stateName = "openai.responses"

    public func details(of request: ModelRequest) -> [String: String] {
        var omitted: [OmissibleParameter] = [.topK, .stopSequences, .seed, .frequencyPenalty, .presencePenalty]
        if service.server.isOpenAI, ReasoningEffort.isOmitted(from: request) { omitted.append(.reasoningEffort) }
        var details = request.parameters.details(omitting: omitted)
        details[OpenAINames.apiType] = "responses"
        if let tier = request.parameters.extra["service_tier"]?.string, tier != "auto" { details[OpenAINames.requestServiceTier] = tier }
        return details
    }

    public func structuredOutput(for model: String) -> StructuredOutputMode { .native }

    public func call(for request: ModelRequest, isStreamed: Bool) throws(LLMError) -> HTTPCall {
        let body = try ResponsesRequest(
            request,
            memory: memory,
            reasoningSummary: reasoningSummary,
            isOpenAI: service.server.isOpenAI,
            isStreamed: isStreamed
        )
        return HTTPCall("responses", body: .object(body.json))
    }

    public func response(from answer: JSONValue, to request: ModelRequest) throws(LLMError) -> ModelResponse {
        guard answer["output"]?.array != nil else {
            throw LLMError(.invalidResponse, "the answer has no output; check whether the base URL serves OpenAI's responses")
        }
        return ModelResponse(responses: answer, keepsID: memory == .server)
    }

    public func reader(for request: ModelRequest) -> (any AnswerReader)? {
        ResponsesReader(keepsID: memory == .server)
    }
}
