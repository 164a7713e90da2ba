import GlueJSON
import GlueSemantics

extension OpenAIChat {
    /// Reads the `messages` of a request.
    static func messages(_ json: JSONValue?) -> [Message] {
        (json?.array ?? []).compactMap(message)
    }

    /// Reads one message of a request or of an answer.
    static func message(_ json: JSONValue) -> Message? {
        guard json.object != nil else { return nil }
        let role = role(json["role"]?.string ?? "assistant")
        if role == .tool {
            return .tool(id: json["tool_call_id"]?.string, response: answer(json["content"]))
        }
        var parts: [MessagePart] = []
        if let thoughts = json["reasoning_content"]?.string, !thoughts.isEmpty { parts.append(.reasoning(thoughts)) }
        parts += content(json["content"])
        if let refusal = json["refusal"]?.string, !refusal.isEmpty, parts.isEmpty { parts.append(.text(refusal)) }
        parts += (json["tool_calls"]?.array ?? []).compactMap(toolCall).map(MessagePart.toolCall)
        if let legacy = json["function_call"], let call = toolCall(["function": legacy]) { parts.append(.toolCall(call)) }
        return Message(role, parts: parts, name: json["name"]?.string)
    }

    /// `developer` is the newer name of `system`.
    static func role(_ name: String) -> Role { name == "developer" ? .system : Role(rawValue: name) }

    static func toolCall(_ json: JSONValue) -> ToolCall? {
        let function = json["function"] ?? json["custom"] ?? json
        guard let name = function["name"]?.string else { return nil }
        return ToolCall(id: json["id"]?.string, name: name, arguments: structured(function["arguments"] ?? function["input"] ?? .null))
    }

    /// Reads the content of a message: a text or a list of parts.
    static func content(_ json: JSONValue?) -> [MessagePart] {
        switch json {
        case .string(let text): text.isEmpty ? [] : [.text(text)]
        case .array(let parts): parts.map(part)
        default: []
        }
    }

    private static func part(_ json: JSONValue) -> MessagePart {
        switch json["type"]?.string {
        case "text", "input_text", "output_text": .text(json["text"]?.string ?? "")
        case "refusal": .text(json["refusal"]?.string ?? "")
        case "image_url", "input_image": image(json["image_url"]?["url"]?.string ?? json["image_url"]?.string) ?? MessagePart(json: json)
        case "input_audio":
            .blob(
                modality: "audio",
                mimeType: json["input_audio"]?["format"]?.string.map { "audio/\($0)" },
                base64: json["input_audio"]?["data"]?.string ?? ""
            )
        default: MessagePart(json: json)
        }
    }

    /// An image by address, or within it as `data:` has it.
    static func image(_ url: String?) -> MessagePart? {
        guard let url else { return nil }
        guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ",") else { return .uri(modality: "image", mimeType: nil, uri: url) }
        let description = url[..<comma].dropFirst("data:".count)
        guard description.hasSuffix(";base64") else { return .uri(modality: "image", mimeType: nil, uri: url) }
        let type = description.dropLast(";base64".count)
        return .blob(modality: "image", mimeType: type.isEmpty ? nil : String(type), base64: String(url[url.index(after: comma)...]))
    }

    /// What a tool answered: text parts are joined, JSON becomes a value.
    static func answer(_ json: JSONValue?) -> JSONValue {
        guard case .array(let parts) = json else { return structured(json ?? .null) }
        return structured(.string(parts.compactMap { $0["text"]?.string ?? $0.string }.joined()))
    }

    /// A text that holds a JSON object or array as that value; anything else as it is.
    ///
    /// A scalar stays text: `14` may be what a tool said in words.
    static func structured(_ json: JSONValue) -> JSONValue {
        guard case .string(let text) = json, let first = text.first(where: { !$0.isWhitespace }), first == "{" || first == "[",
            let value = try? JSONValue(parsing: text)
        else { return json }
        return value
    }
}
