import GlueJSON
import GlueSemantics

extension EmbeddingRequest {
    /// The body of OpenAI's embeddings.
    fileprivate var openAI: JSONValue {
        var body: JSONObject = ["model": .string(model), "input": .array(inputs.map(JSONValue.string))]
        body["dimensions"] = dimensions.map(JSONValue.init)
        if encoding == .base64 { body["encoding_format"] = "base64" }
        body["user"] = endUser.map(JSONValue.string)
        body.merge(extra)
        return .object(body)
    }
}

extension HTTPService {
    /// Source: OpenAI API reference, "Create embeddings".
    fileprivate func openAIEmbed(
        _ request: EmbeddingRequest,
        _ attempt: Attempt,
        path: String = "embeddings",
        query: String = ""
    ) async throws(LLMError) -> EmbeddingResponse {
        try await send(HTTPCall(path, query: query, body: request.openAI), attempt) { answer throws(LLMError) in
            try EmbeddingResponse(openAI: answer, count: request.inputs.count)
        }
    }
}

extension OpenAIProvider: EmbeddingProvider {
    public func embed(_ request: EmbeddingRequest, attempt: Attempt) async throws(LLMError) -> EmbeddingResponse {
        try await service.openAIEmbed(request, attempt)
    }
}

extension OpenAIResponsesProvider: EmbeddingProvider {
    public func embed(_ request: EmbeddingRequest, attempt: Attempt) async throws(LLMError) -> EmbeddingResponse {
        try await service.openAIEmbed(request, attempt)
    }
}

extension AzureOpenAIProvider: EmbeddingProvider {
    /// The model is the deployment's name.
    public func embed(_ request: EmbeddingRequest, attempt: Attempt) async throws(LLMError) -> EmbeddingResponse {
        try await service.openAIEmbed(request, attempt, path: path(request.model, "embeddings"), query: query)
    }
}

extension GeminiProvider: EmbeddingProvider {
    /// Source: Gemini API reference, "Embeddings".
    public func embed(_ request: EmbeddingRequest, attempt: Attempt) async throws(LLMError) -> EmbeddingResponse {
        let path = Self.path(of: request.model)
        let requests = request.inputs.map { text -> JSONValue in
            var object: JSONObject = ["model": .string(path), "content": ["parts": [["text": .string(text)]]]]
            object["outputDimensionality"] = request.dimensions.map(JSONValue.init)
            object.merge(request.extra)
            return .object(object)
        }
        let call = HTTPCall("\(path):batchEmbedContents", body: ["requests": .array(requests)])
        return try await service.send(call, attempt) { answer throws(LLMError) in
            guard let list = answer["embeddings"]?.array, list.count == request.inputs.count else {
                throw EmbeddingResponse.invalid("does not have an embedding for each text")
            }
            return EmbeddingResponse(
                embeddings: try EmbeddingResponse.complete(list.map { $0["values"].flatMap([Float].init(embedding:)) }),
                usage: answer["usageMetadata"].flatMap(Usage.init(gemini:))
            )
        }
    }
}

extension OllamaProvider: EmbeddingProvider {
    /// Source: Ollama API documentation, "Generate embeddings".
    public func embed(_ request: EmbeddingRequest, attempt: Attempt) async throws(LLMError) -> EmbeddingResponse {
        var body: JSONObject = ["model": .string(request.model), "input": .array(request.inputs.map(JSONValue.string))]
        body["dimensions"] = request.dimensions.map(JSONValue.init)
        body["keep_alive"] = keepAlive.map(JSONValue.string)
        body.merge(request.extra)
        return try await service.send(HTTPCall("api/embed", body: .object(body)), attempt) { answer throws(LLMError) in
            guard let list = answer["embeddings"]?.array, list.count == request.inputs.count else {
                throw EmbeddingResponse.invalid("does not have an embedding for each text")
            }
            return EmbeddingResponse(
                embeddings: try EmbeddingResponse.complete(list.map([Float].init(embedding:))),
                model: answer["model"]?.string,
                usage: answer["prompt_eval_count"]?.count.map { Usage(inputTokens: $0) }
            )
        }
    }
}
