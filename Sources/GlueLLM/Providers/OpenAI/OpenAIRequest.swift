import GlueJSON
import GlueSemantics

/// A model request as the body of a chat completion request.
struct OpenAIRequest {
    private(set) var json: JSONObject

    /// - Parameters:
    ///   - isOpenAI: Whether OpenAI's own server reads it, which has names and rules of its own.
    ///   - isStreamed: Whether the answer is to come in pieces.
    /// - Throws: ``LLMError/Kind/invalidRequest`` where a message has a part that the API has no form for.
    init(_ request: ModelRequest, dialect: ChatDialect = ChatDialect(), isOpenAI: Bool = false, isStreamed: Bool = false) throws(LLMError) {
        if request.parameters.extra["stream"] != nil {
            throw LLMError(
                .invalidRequest,
                "whether an answer comes in pieces is for the call to say; remove stream from the extra parameters"
            )
        }
        var messages: [JSONValue] = []
        for message in request.messages {
            do throws(UnsupportedPart) {
                messages += try ChatCompletionMessages(message).json
            } catch {
                throw LLMError(.invalidRequest, "chat completions take no \(error.what); use another form of it or another provider")
            }
        }
        json = ["model": .string(request.model), "messages": .array(messages)]
        if !request.tools.isEmpty { json["tools"] = .array(request.tools.map(\.chatCompletionJSON)) }
        json["response_format"] = request.output.map { $0.openAI(isNative: dialect.structuredOutput == .native) }
        add(request.parameters, for: request.model, dialect, isOpenAI)
        if !request.tools.isEmpty { addToolRules(request.parameters, dialect) }
        if isStreamed {
            json["stream"] = true
            if dialect.takesStreamOptions { json["stream_options"] = ["include_usage": true] }
        }
        json.merge(request.parameters.extra)
    }

    private mutating func add(_ parameters: ModelParameters, for model: String, _ dialect: ChatDialect, _ isOpenAI: Bool) {
        json["temperature"] = parameters.temperature.map(JSONValue.number)
        json["top_p"] = parameters.topP.map(JSONValue.number)
        // OpenAI has none; many servers that speak like it have.
        if !isOpenAI, dialect.takesTopK { json["top_k"] = parameters.topK.map(JSONValue.init) }
        if let most = parameters.maxTokens { json[dialect.outputLimitName.member(for: model, isOpenAI: isOpenAI)] = JSONValue(most) }
        if !parameters.stopSequences.isEmpty { json["stop"] = .array(parameters.stopSequences.map(JSONValue.string)) }
        json[dialect.seedName] = parameters.seed.map(JSONValue.init)
        json["frequency_penalty"] = parameters.frequencyPenalty.map(JSONValue.number)
        json["presence_penalty"] = parameters.presencePenalty.map(JSONValue.number)
        json["reasoning_effort"] =
            parameters.reasoningEffort.flatMap { isOpenAI ? ReasoningEffort.level($0, for: model) : $0 }.map(JSONValue.string)
        if let count = parameters.tokenProbabilities {
            json["logprobs"] = true
            if count > 0 { json["top_logprobs"] = JSONValue(count) }
        }
        json["n"] = parameters.choices.map(JSONValue.init)
        json[isOpenAI ? "safety_identifier" : "user"] = parameters.endUser.map(JSONValue.string)
        if isOpenAI, let caching = parameters.promptCaching {
            json["prompt_cache_key"] = caching.key.map(JSONValue.string)
            if caching.lifetime == .long { json["prompt_cache_retention"] = "24h" }
        }
    }

    /// Without tools both are refused.
    private mutating func addToolRules(_ parameters: ModelParameters, _ dialect: ChatDialect) {
        json["tool_choice"] = parameters.toolChoice?.openAI
        if dialect.takesParallelToolCalls { json["parallel_tool_calls"] = parameters.parallelToolCalls.map(JSONValue.bool) }
    }
}

extension ToolChoice {
    fileprivate var openAI: JSONValue {
        switch self {
        case .automatic: "auto"
        case .none: "none"
        case .required: "required"
        case .tool(let name): ["type": "function", "function": ["name": .string(name)]]
        }
    }
}

extension OutputFormat {
    /// - Parameter isNative: Whether the server knows schemas; one that does not is asked for JSON alone.
    fileprivate func openAI(isNative: Bool) -> JSONValue {
        guard isNative, case .schema(let output) = self else { return ["type": "json_object"] }
        let schema: JSONObject = [
            "name": .string(output.name), "schema": output.schema.value, "strict": .bool(output.strict),
        ]
        return ["type": "json_schema", "json_schema": .object(schema)]
    }
}
