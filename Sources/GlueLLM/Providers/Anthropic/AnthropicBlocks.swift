import GlueJSON
import GlueSemantics

/// A message's parts as content blocks of Anthropic's Messages.
struct AnthropicBlocks {
    private(set) var json: [JSONObject] = []

    /// - Throws: ``LLMError/Kind/invalidRequest`` where the API has no form for a part.
    init(_ message: Message) throws(LLMError) {
        for (index, part) in message.parts.enumerated() {
            let next = message.parts.indices.contains(index + 1) ? message.parts[index + 1] : nil
            if let block = try Self.block(part, before: next) { json.append(block) }
        }
    }

    /// - Parameter next: The part that follows, which may hold the signature of what the model thought.
    private static func block(_ part: MessagePart, before next: MessagePart?) throws(LLMError) -> JSONObject? {
        switch part {
        // An empty text is refused.
        case .text(let text): return text.isEmpty ? nil : ["type": "text", "text": .string(text)]
        case .reasoning(let text):
            // Without its signature it is refused.
            guard let signature = next?.state(of: AnthropicProvider.name)?["signature"] else { return nil }
            return ["type": "thinking", "thinking": .string(text), "signature": signature]
        case .toolCall(let call): return Self.call(call)
        case .toolCallResponse(let answer): return Self.answer(answer)
        case .blob(let modality, let type, let base64):
            let type = type ?? (modality == "image" ? "image/png" : "application/pdf")
            return try media(modality, ["type": "base64", "media_type": .string(type), "data": .string(base64)])
        case .uri(let modality, _, let uri): return try media(modality, ["type": "url", "url": .string(uri)])
        case .file(let modality, _, let id): return try media(modality, ["type": "file", "file_id": .string(id)])
        case .other(_, let object):
            guard part.isState else { return object }
            return part.state(of: AnthropicProvider.name)?["block"]?.object
        }
    }

    private static func call(_ call: ToolCall) -> JSONObject {
        // The model's input is an object; what it wrote and is none goes back as one all the same.
        let input: JSONValue =
            switch call.arguments {
            case .object: call.arguments
            case .null: [:]
            default: ["input": call.arguments]
            }
        return ["type": "tool_use", "id": .string(call.id ?? ""), "name": .string(call.name), "input": input]
    }

    private static func answer(_ answer: ToolCallResponse) -> JSONObject {
        let text = answer.response.string ?? answer.response.text()
        var block: JSONObject = ["type": "tool_result", "tool_use_id": .string(answer.id ?? "")]
        if !text.isEmpty { block["content"] = .string(text) }
        return block
    }

    private static func media(_ modality: String, _ source: JSONValue) throws(LLMError) -> JSONObject {
        guard modality == "image" || modality == "document" else {
            throw LLMError(.invalidRequest, "Anthropic takes no \(modality); use another form of it or another provider")
        }
        return ["type": .string(modality), "source": source]
    }
}
