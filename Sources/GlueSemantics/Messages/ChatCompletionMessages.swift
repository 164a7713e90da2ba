package import GlueJSON

/// A message as OpenAI's chat completions have it, which many services and viewers read: one for each tool answer that it holds, and one for the rest.
///
/// Reasoning is not sent back: the API has no place for it, and servers that show it refuse to read it.
package struct ChatCompletionMessages {
    package private(set) var json: [JSONValue] = []

    /// - Throws: ``UnsupportedPart`` where the API has no place for a part.
    package init(_ message: Message) throws(UnsupportedPart) {
        var content: [JSONValue] = []
        var calls: [JSONValue] = []
        var isText = true
        for part in message.parts {
            switch part {
            case .toolCallResponse(let answer): json.append(Self.answer(answer))
            case .toolCall(let call): calls.append(Self.call(call))
            case .reasoning: break
            case .other where part.isState: break
            default:
                if case .text = part {} else { isText = false }
                content.append(try Self.content(part))
            }
        }
        guard json.isEmpty || !content.isEmpty || !calls.isEmpty else { return }
        var object: JSONObject = ["role": .string(message.role.rawValue)]
        if let name = message.name { object["name"] = .string(name) }
        // Text alone goes as a string: not every server reads lists.
        object["content"] = isText ? (content.isEmpty && !calls.isEmpty ? .null : .string(message.text)) : .array(content)
        if !calls.isEmpty { object["tool_calls"] = .array(calls) }
        json.append(.object(object))
    }

    private static func answer(_ answer: ToolCallResponse) -> JSONValue {
        var object: JSONObject = ["role": "tool"]
        if let id = answer.id { object["tool_call_id"] = .string(id) }
        object["content"] = .string(answer.response.string ?? answer.response.text())
        return .object(object)
    }

    private static func call(_ call: ToolCall) -> JSONValue {
        let arguments =
            switch call.arguments {
            case .null: "{}"
            // What the model wrote and is no JSON goes back as it was.
            case .string(let text): text
            default: call.arguments.text()
            }
        var object: JSONObject = [:]
        if let id = call.id { object["id"] = .string(id) }
        object["type"] = "function"
        object["function"] = ["name": .string(call.name), "arguments": .string(arguments)]
        return .object(object)
    }

    private static func content(_ part: MessagePart) throws(UnsupportedPart) -> JSONValue {
        switch part {
        case .text(let text): return ["type": "text", "text": .string(text)]
        case .uri("image", _, let uri): return ["type": "image_url", "image_url": ["url": .string(uri)]]
        case .blob("image", let type, let base64):
            return ["type": "image_url", "image_url": ["url": .string(dataURL(type ?? "image/png", base64))]]
        case .blob("audio", let type, let base64):
            return ["type": "input_audio", "input_audio": ["data": .string(base64), "format": .string(audioFormat(type))]]
        case .blob("document", let type, let base64):
            return ["type": "file", "file": ["filename": "document", "file_data": .string(dataURL(type ?? "application/pdf", base64))]]
        case .file(_, _, let id): return ["type": "file", "file": ["file_id": .string(id)]]
        case .other(_, let object): return .object(object)
        case .uri(let modality, _, _): throw UnsupportedPart(what: "\(modality) by address")
        case .blob(let modality, _, _): throw UnsupportedPart(what: "\(modality) within a message")
        case .reasoning, .toolCall, .toolCallResponse: throw UnsupportedPart(what: "such part")
        }
    }

    private static func dataURL(_ type: String, _ base64: String) -> String { "data:\(type);base64,\(base64)" }

    /// The API knows `wav` and `mp3`.
    private static func audioFormat(_ type: String?) -> String {
        switch type {
        case "audio/mpeg", "audio/mp3": "mp3"
        case nil: "wav"
        case let type?: type.split(separator: "/").last.map { $0.hasPrefix("x-") ? String($0.dropFirst(2)) : String($0) } ?? "wav"
        }
    }
}

/// A part of a message that chat completions have no place for.
package struct UnsupportedPart: Error, Equatable {
    /// Such as `video by address`.
    package var what: String
}
