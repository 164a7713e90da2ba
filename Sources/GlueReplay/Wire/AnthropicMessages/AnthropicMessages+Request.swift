import GlueJSON
import GlueLLM
import GlueSemantics

extension AnthropicMessages {
    static func request(_ json: JSONValue) throws(ArrivedRequest.Failure) -> ArrivedRequest {
        guard let model = json["model"]?.string else { throw .missing("model") }
        guard json["messages"]?.array?.isEmpty == false else { throw .missing("messages") }
        return ArrivedRequest(
            request: ModelRequest(model: model, messages: messages(json), tools: tools(json["tools"]) ?? [], parameters: parameters(json)),
            isStreamed: json["stream"]?.bool ?? false,
            includesUsage: true
        )
    }

    /// The conversation of a request: its system prompt, then its turns.
    static func messages(_ json: JSONValue) -> [Message] {
        let system = OpenAIChat.content(json["system"])
        return (system.isEmpty ? [] : [Message(.system, parts: system)]) + (json["messages"]?.array ?? []).flatMap(turn)
    }

    /// A turn of the user may carry what tools answered beside what the user says.
    static func turn(_ json: JSONValue) -> [Message] {
        let role = OpenAIChat.role(json["role"]?.string ?? "user")
        if let text = json["content"]?.string { return [Message(role, parts: text.isEmpty ? [] : [.text(text)])] }
        var answers: [Message] = []
        var parts: [MessagePart] = []
        for block in json["content"]?.array ?? [] {
            if block["type"] == "tool_result" {
                answers.append(.tool(id: block["tool_use_id"]?.string, response: OpenAIChat.answer(block["content"])))
            } else if let part = part(block) {
                parts.append(part)
            }
        }
        return answers + (parts.isEmpty && !answers.isEmpty ? [] : [Message(role, parts: parts)])
    }

    static func part(_ block: JSONValue) -> MessagePart? {
        switch block["type"]?.string {
        case "text": return .text(block["text"]?.string ?? "")
        case "thinking": return .reasoning(block["thinking"]?.string ?? "")
        case "redacted_thinking": return nil
        case "tool_use":
            return .toolCall(ToolCall(id: block["id"]?.string, name: block["name"]?.string ?? "", arguments: block["input"] ?? .null))
        case "image": return media("image", block["source"])
        case "document": return media("document", block["source"])
        default: return MessagePart(json: block)
        }
    }

    private static func media(_ modality: String, _ source: JSONValue?) -> MessagePart? {
        switch source?["type"]?.string {
        case "base64":
            .blob(modality: modality, mimeType: source?["media_type"]?.string, base64: source?["data"]?.string ?? "")
        case "url": .uri(modality: modality, mimeType: nil, uri: source?["url"]?.string ?? "")
        case "file": .file(modality: modality, mimeType: nil, id: source?["file_id"]?.string ?? "")
        default: nil
        }
    }

    static func tools(_ json: JSONValue?) -> [ToolDefinition]? {
        json?.array?.compactMap { tool in
            guard let name = tool["name"]?.string else { return nil }
            let schema = tool["input_schema"] ?? .object([:])
            return ToolDefinition(name: name, description: tool["description"]?.string ?? "", parameters: schema)
        }
    }

    static func parameters(_ json: JSONValue) -> ModelParameters {
        var parameters = ModelParameters()
        parameters.temperature = json["temperature"]?.number
        parameters.topP = json["top_p"]?.number
        parameters.topK = json["top_k"]?.integer.flatMap { Int(exactly: $0) }
        parameters.maxTokens = json["max_tokens"]?.integer.flatMap { Int(exactly: $0) }
        parameters.stopSequences = json["stop_sequences"]?.array?.compactMap(\.string) ?? []
        switch json["tool_choice"]?["type"]?.string {
        case "auto": parameters.toolChoice = .automatic
        case "none": parameters.toolChoice = ToolChoice.none
        case "any": parameters.toolChoice = .required
        case "tool": parameters.toolChoice = json["tool_choice"]?["name"]?.string.map(ToolChoice.tool)
        default: break
        }
        return parameters
    }
}
