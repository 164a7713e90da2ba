public import AsyncHTTPClient
public import GlueJSON

/// Google's Gemini, by its own API.
///
/// The key goes in a header, never in the address. What the model thought goes back as the signature that Google gives it.
///
/// Source: Gemini API reference, "Generating content".
public struct GeminiProvider: HTTPModelProvider {
    public let service: HTTPService

    /// - Parameter baseURL: The address up to and without `/models/…`.
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none or the key cannot be a header.
    public init(
        baseURL: String = GeminiProvider.defaultBaseURL,
        apiKey: String? = nil,
        keyVariable: String? = nil,
        headers: [String: String] = [:],
        propagation: TracePropagation = .traceContext,
        responseLimit: Int = 64 << 20,
        client: HTTPClient? = nil
    ) throws(LLMError) {
        service = try HTTPService(
            name: Self.name,
            baseURL: baseURL,
            apiKey: apiKey,
            keyHeader: .named("x-goog-api-key"),
            keyVariable: keyVariable,
            headers: headers,
            propagation: propagation,
            responseLimit: responseLimit,
            client: client
        )
    }

    static let name = "gcp.gemini"

    /// Google's own address.
    public static let defaultBaseURL = "https://generativelanguage.googleapis.com/v1beta"

    public func details(of request: ModelRequest) -> [String: String] {
        request.parameters.details(omitting: [.parallelToolCalls, .promptCaching, .endUser])
    }

    public func structuredOutput(for model: String) -> StructuredOutputMode { .native }

    public func call(for request: ModelRequest, isStreamed: Bool) throws(LLMError) -> HTTPCall {
        let body = JSONValue.object(try GeminiRequest(request).json)
        let path = Self.path(of: request.model)
        return isStreamed
            ? HTTPCall("\(path):streamGenerateContent", query: "alt=sse", body: body)
            : HTTPCall("\(path):generateContent", body: body)
    }

    /// A model's resource: `tunedModels/x` stands as it is.
    static func path(of model: String) -> String {
        let words = model.split(separator: "/").map { String($0).percentEncoded }
        return words.count > 1 ? words.joined(separator: "/") : "models/\(words.joined())"
    }

    public func response(from answer: JSONValue, to request: ModelRequest) throws(LLMError) -> ModelResponse {
        var reader = GeminiReader()
        var events: [ModelEvent] = []
        try reader.read(answer, into: &events)
        guard reader.hasCandidates else {
            throw LLMError(.invalidResponse, "the answer has no candidates; check whether the base URL serves Gemini's generateContent")
        }
        var assembly = ResponseAssembly()
        for event in events { assembly.add(event) }
        return assembly.response
    }

    public func reader(for request: ModelRequest) -> (any AnswerReader)? { GeminiReader() }
}
