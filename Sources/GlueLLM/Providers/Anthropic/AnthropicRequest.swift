import GlueJSON
import GlueSemantics

/// A model request as the body of Anthropic's Messages.
struct AnthropicRequest {
    private(set) var json: JSONObject

    /// - Throws: ``LLMError/Kind/invalidRequest`` where the API has no form for something.
    init(_ request: ModelRequest, maxTokens: Int, isStreamed: Bool = false) throws(LLMError) {
        let parameters = request.parameters
        if parameters.extra["stream"] != nil {
            throw LLMError(
                .invalidRequest,
                "whether an answer comes in pieces is for the call to say; remove stream from the extra parameters"
            )
        }
        if let choices = parameters.choices, choices > 1 {
            throw LLMError(.invalidRequest, "Anthropic gives one answer a request; ask \(choices) times")
        }
        let caching = parameters.promptCaching
        json = ["model": .string(request.model), "max_tokens": JSONValue(maxTokens)]
        let system = request.messages.filter { $0.role == .system }.map(\.text).filter { !$0.isEmpty }
        json["system"] = Self.system(system, caching)
        json["messages"] = .array(try Self.turns(request.messages.filter { $0.role != .system }, caching))
        if !request.tools.isEmpty {
            // The cache holds tools, then the system prompt: its end marks both.
            json["tools"] = .array(Self.tools(request.tools, system.isEmpty ? caching : nil))
            json["tool_choice"] = Self.choice(parameters)
        } else if let tools = Self.tools(of: request.messages) {
            json["tools"] = tools
            json["tool_choice"] = ["type": "none"]
        }
        json["temperature"] = parameters.temperature.map(JSONValue.number)
        json["top_p"] = parameters.topP.map(JSONValue.number)
        json["top_k"] = parameters.topK.map(JSONValue.init)
        if !parameters.stopSequences.isEmpty { json["stop_sequences"] = .array(parameters.stopSequences.map(JSONValue.string)) }
        if let user = parameters.endUser { json["metadata"] = ["user_id": .string(user)] }
        if isStreamed { json["stream"] = true }
        setOutput(request, maxTokens: maxTokens)
        json.merge(parameters.extra, within: ["output_config", "metadata"])
    }

    /// The form of the answer, and how hard the model thinks about it.
    private mutating func setOutput(_ request: ModelRequest, maxTokens: Int) {
        let model = AnthropicModel(request.model)
        var output: JSONObject = [:]
        // A model that is to think for a number of tokens must not be forced to call a tool.
        if case .schema(let form)? = request.output { output["format"] = ["type": "json_schema", "schema": form.schema.value] }
        if let effort = request.parameters.reasoningEffort {
            if model.knowsEffort {
                output["effort"] = .string(effort)
            } else if !request.parameters.forcesTool, let tokens = Self.thinkingTokens(effort, maxTokens: maxTokens) {
                json["thinking"] = ["type": "enabled", "budget_tokens": JSONValue(tokens)]
            }
        }
        if !output.isEmpty { json["output_config"] = .object(output) }
    }

    /// For how many tokens a model thinks that takes no words; nil for not at all. The API wants 1,024 at least and fewer
    /// than the answer may have.
    private static func thinkingTokens(_ effort: String, maxTokens: Int) -> Int? {
        let tokens =
            switch effort {
            case "none": 0
            case "minimal", "low": 1024
            case "medium": 4096
            default: 16_384
            }
        let bounded = min(tokens, maxTokens - 1)
        return bounded >= 1024 ? bounded : nil
    }

    private static func system(_ texts: [String], _ caching: PromptCaching?) -> JSONValue? {
        guard !texts.isEmpty else { return nil }
        guard let caching else { return .string(texts.joined(separator: "\n\n")) }
        var blocks: [JSONObject] = texts.map { ["type": "text", "text": .string($0)] }
        blocks[blocks.count - 1]["cache_control"] = caching.anthropic
        return .array(blocks.map(JSONValue.object))
    }

    private static func tools(_ tools: [ToolDefinition], _ caching: PromptCaching?) -> [JSONValue] {
        tools.enumerated().map { index, tool in
            var object: JSONObject = ["name": .string(tool.name)]
            if !tool.description.isEmpty { object["description"] = .string(tool.description) }
            object["input_schema"] = tool.parameters
            if index == tools.count - 1 { object["cache_control"] = caching?.anthropic }
            return .object(object)
        }
    }

    /// The tools that a conversation has calls of; nil where it has none.
    ///
    /// The API refuses calls of tools that are not defined, also where the model is to call none any more.
    private static func tools(of messages: [Message]) -> JSONValue? {
        var names: [String] = []
        for call in messages.flatMap(\.toolCalls) where !names.contains(call.name) { names.append(call.name) }
        return names.isEmpty ? .none : .array(names.map { ["name": .string($0), "input_schema": ["type": "object"]] })
    }

    private static func choice(_ parameters: ModelParameters) -> JSONValue? {
        var choice: JSONObject
        switch parameters.toolChoice {
        case .none?: return ["type": "none"]
        case .required?: choice = ["type": "any"]
        case .tool(let name)?: choice = ["type": "tool", "name": .string(name)]
        case .automatic?: choice = ["type": "auto"]
        case nil where parameters.parallelToolCalls == nil: return nil
        case nil: choice = ["type": "auto"]
        }
        if let parallel = parameters.parallelToolCalls { choice["disable_parallel_tool_use"] = .bool(!parallel) }
        return .object(choice)
    }

    /// The conversation as turns of user and assistant: the answers of tools are the user's, and all of a round stand in one turn.
    private static func turns(_ messages: [Message], _ caching: PromptCaching?) throws(LLMError) -> [JSONValue] {
        var turns: [(role: Role, blocks: [JSONObject])] = []
        for message in messages {
            let role: Role = message.role == .assistant ? .assistant : .user
            let blocks = try AnthropicBlocks(message).json
            guard !blocks.isEmpty else { continue }
            if turns.last?.role == role { turns[turns.count - 1].blocks += blocks } else { turns.append((role, blocks)) }
        }
        if let caching, caching.extent == .conversation, let last = turns.last?.blocks.indices.last {
            turns[turns.count - 1].blocks[last]["cache_control"] = caching.anthropic
        }
        return turns.map { ["role": .string($0.role.rawValue), "content": .array($0.blocks.map(JSONValue.object))] }
    }
}

extension PromptCaching {
    /// Source: Anthropic documentation, "Prompt caching".
    fileprivate var anthropic: JSONValue {
        lifetime == .long ? ["type": "ephemeral", "ttl": "1h"] : ["type": "ephemeral"]
    }
}
