import GlueJSON
import GlueSemantics

/// A conversation as the input items of OpenAI's Responses.
struct ResponsesInput {
    private(set) var json: [JSONValue] = []

    /// - Throws: ``LLMError/Kind/invalidRequest`` where the API has no form for a part.
    init(_ messages: ArraySlice<Message>) throws(LLMError) {
        for message in messages { try add(message) }
    }

    private mutating func add(_ message: Message) throws(LLMError) {
        var content: [JSONValue] = []
        for part in message.parts {
            switch part {
            case .toolCall(let call):
                flush(&content, message.role)
                json.append(Self.call(call))
            case .toolCallResponse(let answer):
                flush(&content, message.role)
                json.append(Self.answer(answer))
            case .reasoning: break
            case .other where part.isState:
                guard let item = part.state(of: OpenAIResponsesProvider.stateName)?["item"] else { continue }
                flush(&content, message.role)
                json.append(item)
            default: content.append(try Self.content(part, of: message.role))
            }
        }
        flush(&content, message.role)
    }

    /// Ends a message: items keep the order of the parts.
    private mutating func flush(_ content: inout [JSONValue], _ role: Role) {
        guard !content.isEmpty else { return }
        json.append(["type": "message", "role": .string(role.rawValue), "content": .array(content)])
        content = []
    }

    private static func call(_ call: ToolCall) -> JSONValue {
        let arguments = call.argumentText
        return [
            "type": "function_call", "call_id": .string(call.id ?? ""), "name": .string(call.name),
            "arguments": .string(arguments.isEmpty ? "{}" : arguments),
        ]
    }

    private static func answer(_ answer: ToolCallResponse) -> JSONValue {
        [
            "type": "function_call_output", "call_id": .string(answer.id ?? ""),
            "output": .string(answer.response.string ?? answer.response.text()),
        ]
    }

    private static func content(_ part: MessagePart, of role: Role) throws(LLMError) -> JSONValue {
        switch part {
        case .text(let text): return ["type": role == .assistant ? "output_text" : "input_text", "text": .string(text)]
        case .uri("image", _, let uri): return ["type": "input_image", "image_url": .string(uri)]
        case .blob("image", let type, let base64):
            return ["type": "input_image", "image_url": .string("data:\(type ?? "image/png");base64,\(base64)")]
        case .file("image", _, let id): return ["type": "input_image", "file_id": .string(id)]
        case .uri("document", _, let uri): return ["type": "input_file", "file_url": .string(uri)]
        case .blob("document", let type, let base64):
            return [
                "type": "input_file", "filename": "document",
                "file_data": .string("data:\(type ?? "application/pdf");base64,\(base64)"),
            ]
        case .file(_, _, let id): return ["type": "input_file", "file_id": .string(id)]
        case .other(_, let object): return .object(object)
        case .blob(let modality, _, _), .uri(let modality, _, _):
            throw LLMError(.invalidRequest, "OpenAI's responses take no \(modality); use another form of it or another provider")
        case .reasoning, .toolCall, .toolCallResponse: throw LLMError(.invalidRequest, "OpenAI's responses take no such part")
        }
    }
}
