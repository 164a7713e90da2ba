import GlueJSON

extension HTTPService {
    /// Reads a list of models, page by page.
    ///
    /// - Parameters:
    ///   - page: The call for a page; the first has no mark.
    ///   - next: The mark of the page after an answer; nil where there is none.
    fileprivate func models(
        _ attempt: Attempt,
        in member: String = "data",
        page: (String?) -> HTTPCall,
        next: (JSONValue) -> String? = { _ in nil },
        model: (JSONValue) -> ModelInfo?
    ) async throws(LLMError) -> [ModelInfo] {
        var models: [ModelInfo] = []
        var mark: String?
        // A server that never comes to an end is not followed for ever.
        for _ in 0..<100 {
            let answer = try await send(page(mark), attempt) { $0 }
            guard let list = answer[member]?.array ?? answer.array else {
                throw LLMError(.invalidResponse, "the answer has no list of models; check the base URL", provider: name)
            }
            models += list.compactMap(model)
            mark = next(answer)
            if mark == nil { break }
        }
        return models
    }

    fileprivate func openAIModels(_ attempt: Attempt, _ call: HTTPCall = HTTPCall("models")) async throws(LLMError) -> [ModelInfo] {
        try await models(attempt, page: { _ in call }) { model in
            model["id"]?.string.map { id in
                ModelInfo(
                    id: id,
                    displayName: model["name"]?.string,
                    owner: model["owned_by"]?.string,
                    // OpenRouter's, vLLM's and Mistral's names.
                    contextTokens: (model["context_length"] ?? model["max_model_len"] ?? model["max_context_length"])?.count
                )
            }
        }
    }
}

extension OpenAIProvider: ModelListing {
    public func models(attempt: Attempt) async throws(LLMError) -> [ModelInfo] { try await service.openAIModels(attempt) }
}

extension OpenAIResponsesProvider: ModelListing {
    public func models(attempt: Attempt) async throws(LLMError) -> [ModelInfo] { try await service.openAIModels(attempt) }
}

extension AzureOpenAIProvider: ModelListing {
    /// The models that the resource can deploy; what it has deployed is told by Azure's management API alone.
    public func models(attempt: Attempt) async throws(LLMError) -> [ModelInfo] {
        try await service.openAIModels(attempt, HTTPCall("openai/models", query: query))
    }
}

extension AnthropicProvider: ModelListing {
    public func models(attempt: Attempt) async throws(LLMError) -> [ModelInfo] {
        try await service.models(
            attempt,
            page: { HTTPCall("v1/models", query: "limit=1000" + ($0.map { "&after_id=\($0.percentEncoded)" } ?? "")) },
            next: { $0["has_more"]?.bool == true ? $0["last_id"]?.string : nil },
            model: { model in model["id"]?.string.map { ModelInfo(id: $0, displayName: model["display_name"]?.string, owner: "anthropic") }
            }
        )
    }
}

extension GeminiProvider: ModelListing {
    public func models(attempt: Attempt) async throws(LLMError) -> [ModelInfo] {
        try await service.models(
            attempt,
            in: "models",
            page: { HTTPCall("models", query: "pageSize=1000" + ($0.map { "&pageToken=\($0.percentEncoded)" } ?? "")) },
            next: { $0["nextPageToken"]?.nonEmptyString },
            model: { model in
                model["name"]?.string.map { name in
                    ModelInfo(
                        id: name.hasPrefix("models/") ? String(name.dropFirst(7)) : name,
                        displayName: model["displayName"]?.string,
                        contextTokens: model["inputTokenLimit"]?.count,
                        outputTokens: model["outputTokenLimit"]?.count
                    )
                }
            }
        )
    }
}

extension OllamaProvider: ModelListing {
    /// The models on the server.
    public func models(attempt: Attempt) async throws(LLMError) -> [ModelInfo] {
        try await service.models(attempt, in: "models", page: { _ in HTTPCall("api/tags") }) { model in
            (model["model"] ?? model["name"])?.string.map { ModelInfo(id: $0, displayName: model["name"]?.string) }
        }
    }
}
