import GlueJSON
import GlueLLM
import GlueSemantics

extension OpenAIChat {
    static func request(_ json: JSONValue) throws(ArrivedRequest.Failure) -> ArrivedRequest {
        guard let model = json["model"]?.string else { throw .missing("model") }
        guard json["messages"]?.array?.isEmpty == false else { throw .missing("messages") }
        return ArrivedRequest(
            request: ModelRequest(
                model: model,
                messages: messages(json["messages"]),
                tools: tools(json["tools"]) ?? [],
                parameters: parameters(json)
            ),
            isStreamed: json["stream"]?.bool ?? false,
            includesUsage: json["stream_options"]?["include_usage"]?.bool ?? false
        )
    }

    /// The tools offered; nil where the member is not there.
    static func tools(_ json: JSONValue?) -> [ToolDefinition]? {
        json?.array?.compactMap { try? ToolDefinition(json: $0) }
    }

    static func parameters(_ json: JSONValue) -> ModelParameters {
        var parameters = ModelParameters()
        parameters.temperature = json["temperature"]?.number
        parameters.topP = json["top_p"]?.number
        parameters.maxTokens = (json["max_completion_tokens"]?.integer ?? json["max_tokens"]?.integer).flatMap { Int(exactly: $0) }
        parameters.stopSequences = json["stop"]?.array?.compactMap(\.string) ?? json["stop"]?.string.map { [$0] } ?? []
        parameters.seed = json["seed"]?.integer.flatMap { Int(exactly: $0) }
        parameters.frequencyPenalty = json["frequency_penalty"]?.number
        parameters.presencePenalty = json["presence_penalty"]?.number
        parameters.reasoningEffort = json["reasoning_effort"]?.string
        parameters.parallelToolCalls = json["parallel_tool_calls"]?.bool
        parameters.toolChoice = toolChoice(json["tool_choice"])
        parameters.topK = json["top_k"]?.integer.flatMap { Int(exactly: $0) }
        parameters.choices = json["n"]?.integer.flatMap { Int(exactly: $0) }
        return parameters
    }

    private static func toolChoice(_ json: JSONValue?) -> ToolChoice? {
        switch json?.string {
        case "auto": .automatic
        case "none": ToolChoice.none
        case "required": .required
        default: json?["function"]?["name"]?.string.map(ToolChoice.tool)
        }
    }
}
