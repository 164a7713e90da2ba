import GlueJSON
import GlueLLM
import GlueSemantics

extension OpenAIResponses {
    static func request(_ json: JSONValue) throws(ArrivedRequest.Failure) -> ArrivedRequest {
        guard let model = json["model"]?.string else { throw .missing("model") }
        let messages = messages(json)
        guard !messages.isEmpty else { throw .missing("input") }
        return ArrivedRequest(
            request: ModelRequest(
                model: model,
                messages: messages,
                tools: OpenAIChat.tools(json["tools"]) ?? [],
                parameters: parameters(json)
            ),
            isStreamed: json["stream"]?.bool ?? false,
            includesUsage: true,
            previousResponseID: json["previous_response_id"]?.string
        )
    }

    static func parameters(_ json: JSONValue) -> ModelParameters {
        var parameters = OpenAIChat.parameters(json)
        parameters.maxTokens = json["max_output_tokens"]?.integer.flatMap { Int(exactly: $0) }
        parameters.reasoningEffort = json["reasoning"]?["effort"]?.string
        if parameters.toolChoice == nil, let name = json["tool_choice"]?["name"]?.string { parameters.toolChoice = .tool(name) }
        return parameters
    }

    /// The conversation of a request: its instructions, then its input.
    static func messages(_ json: JSONValue) -> [Message] {
        let instructions = json["instructions"]?.string.flatMap { $0.isEmpty ? nil : [Message.system($0)] } ?? []
        return instructions + input(json["input"])
    }

    /// The input items as messages. What the model said in one turn is one message, whatever items it has.
    static func input(_ json: JSONValue?) -> [Message] {
        if let text = json?.string { return [.user(text)] }
        var messages: [Message] = []
        for item in json?.array ?? [] {
            guard let message = message(item) else { continue }
            if message.role == .assistant, messages.last?.role == .assistant {
                messages[messages.count - 1].parts += message.parts
            } else {
                messages.append(message)
            }
        }
        return messages
    }

    private static func message(_ item: JSONValue) -> Message? {
        if let text = item.string { return .user(text) }
        switch item["type"]?.string {
        case "function_call", "custom_tool_call":
            return call(item).map { Message(.assistant, parts: [.toolCall($0)]) }
        case "function_call_output", "custom_tool_call_output":
            return .tool(id: item["call_id"]?.string, response: OpenAIChat.answer(item["output"]))
        case "reasoning":
            let thoughts = thoughts(item)
            return thoughts.isEmpty ? nil : Message(.assistant, parts: [.reasoning(thoughts)])
        case nil, "message":
            guard item["role"] != nil || item["content"] != nil else { return nil }
            return OpenAIChat.message(item)
        default: return nil
        }
    }

    static func call(_ item: JSONValue) -> ToolCall? {
        guard let name = item["name"]?.string else { return nil }
        let arguments = OpenAIChat.structured(item["arguments"] ?? item["input"] ?? .null)
        return ToolCall(id: item["call_id"]?.string ?? item["id"]?.string, name: name, arguments: arguments)
    }

    static func thoughts(_ item: JSONValue) -> String {
        ((item["summary"]?.array ?? []) + (item["content"]?.array ?? [])).compactMap { $0["text"]?.string }.joined(separator: "\n\n")
    }
}
