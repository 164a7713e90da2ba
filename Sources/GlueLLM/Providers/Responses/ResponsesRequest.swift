import GlueJSON
import GlueSemantics

/// A model request as the body of OpenAI's Responses.
struct ResponsesRequest {
    private(set) var json: JSONObject

    /// - Throws: ``LLMError/Kind/invalidRequest`` where the API has no form for something.
    init(
        _ request: ModelRequest,
        memory: OpenAIResponsesProvider.Memory = .client,
        reasoningSummary: String? = nil,
        isOpenAI: Bool = true,
        isStreamed: Bool = false
    ) throws(LLMError) {
        let parameters = request.parameters
        if parameters.extra["stream"] != nil {
            throw LLMError(
                .invalidRequest,
                "whether an answer comes in pieces is for the call to say; remove stream from the extra parameters"
            )
        }
        if let choices = parameters.choices, choices > 1 {
            throw LLMError(.invalidRequest, "OpenAI's responses give one answer a request; ask \(choices) times")
        }
        json = ["model": .string(request.model)]
        // The first one is the instructions; it holds for this answer alone, so it goes along each time.
        var messages = request.messages[...]
        if let first = messages.first, first.role == .system {
            json["instructions"] = .string(first.text)
            messages.removeFirst()
        }
        if memory == .server, let (id, rest) = Self.followed(messages) {
            json["previous_response_id"] = .string(id)
            messages = rest
        }
        json["input"] = .array(try ResponsesInput(messages).json)
        let tools = request.tools.map(\.responsesJSON) + (parameters.extra["tools"]?.array ?? [])
        if !tools.isEmpty {
            json["tools"] = .array(tools)
            json["tool_choice"] = parameters.toolChoice?.responses
            json["parallel_tool_calls"] = parameters.parallelToolCalls.map(JSONValue.bool)
        }
        json["text"] = request.output.map { ["format": $0.responses] }
        setReasoning(request, reasoningSummary, isOpenAI)
        add(parameters, memory, isOpenAI)
        if isStreamed { json["stream"] = true }
        for member in parameters.extra where member.key != "tools" { json[member.key] = member.value }
    }

    private mutating func setReasoning(_ request: ModelRequest, _ summary: String?, _ isOpenAI: Bool) {
        var reasoning: JSONObject = [:]
        let effort = request.parameters.reasoningEffort
        reasoning["effort"] = effort.flatMap { isOpenAI ? ReasoningEffort.level($0, for: request.model) : $0 }.map(JSONValue.string)
        reasoning["summary"] = summary.map(JSONValue.string)
        if !reasoning.isEmpty { json["reasoning"] = .object(reasoning) }
    }

    private mutating func add(_ parameters: ModelParameters, _ memory: OpenAIResponsesProvider.Memory, _ isOpenAI: Bool) {
        json["max_output_tokens"] = parameters.maxTokens.map(JSONValue.init)
        json["temperature"] = parameters.temperature.map(JSONValue.number)
        json["top_p"] = parameters.topP.map(JSONValue.number)
        json["safety_identifier"] = parameters.endUser.map(JSONValue.string)
        if let caching = parameters.promptCaching {
            json["prompt_cache_key"] = caching.key.map(JSONValue.string)
            if caching.lifetime == .long { json["prompt_cache_retention"] = "24h" }
        }
        var include: [JSONValue] = []
        if memory == .client {
            // Nothing is kept there, so what the model thought comes here, sealed.
            json["store"] = false
            include.append("reasoning.encrypted_content")
        }
        if let count = parameters.tokenProbabilities {
            include.append("message.output_text.logprobs")
            if count > 0 { json["top_logprobs"] = JSONValue(count) }
        }
        if !include.isEmpty { json["include"] = .array(include) }
    }

    /// The last answer whose name is known, and what has been said since.
    private static func followed(_ messages: ArraySlice<Message>) -> (id: String, rest: ArraySlice<Message>)? {
        for (index, message) in zip(messages.indices, messages).reversed() {
            let states = message.parts.compactMap { $0.state(of: OpenAIResponsesProvider.stateName) }
            if let id = states.lazy.compactMap({ $0["response_id"]?.string }).first { return (id, messages[(index + 1)...]) }
        }
        return nil
    }
}

extension ToolDefinition {
    fileprivate var responsesJSON: JSONValue {
        var object: JSONObject = ["type": "function", "name": .string(name)]
        if !description.isEmpty { object["description"] = .string(description) }
        object["parameters"] = parameters
        // Else the API takes every schema for a strict one.
        object["strict"] = false
        return .object(object)
    }
}

extension ToolChoice {
    fileprivate var responses: JSONValue {
        switch self {
        case .automatic: "auto"
        case .none: "none"
        case .required: "required"
        case .tool(let name): ["type": "function", "name": .string(name)]
        }
    }
}

extension OutputFormat {
    fileprivate var responses: JSONValue {
        switch self {
        case .json: ["type": "json_object"]
        case .schema(let output):
            ["type": "json_schema", "name": .string(output.name), "schema": output.schema.value, "strict": .bool(output.strict)]
        }
    }
}
