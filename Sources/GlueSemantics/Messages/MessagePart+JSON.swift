public import GlueJSON

extension MessagePart {
    /// Reads any part; what is not understood is kept as it came.
    public init(json: JSONValue) {
        guard let object = json.object else {
            self = json.string.map(MessagePart.text) ?? .other(type: "unknown", ["value": json])
            return
        }
        let type = object["type"]?.string ?? "unknown"
        self = Self.known(type, object) ?? .other(type: type, object)
    }

    /// A part of a known type with all that the schema requires; members that our model has no place for are dropped.
    private static func known(_ type: String, _ object: JSONObject) -> MessagePart? {
        switch type {
        case "text": object["content"]?.string.map(MessagePart.text)
        case "reasoning": object["content"]?.string.map(MessagePart.reasoning)
        case "tool_call":
            object["name"]?.string.map {
                .toolCall(ToolCall(id: object["id"]?.string, name: $0, arguments: object["arguments"] ?? .null))
            }
        case "tool_call_response":
            // `result` is the older name of `response`.
            (object["response"] ?? object["result"]).map {
                .toolCallResponse(ToolCallResponse(id: object["id"]?.string, response: $0))
            }
        case "blob": media(object, "content") { .blob(modality: $0, mimeType: $1, base64: $2) }
        case "file": media(object, "file_id") { .file(modality: $0, mimeType: $1, id: $2) }
        case "uri": media(object, "uri") { .uri(modality: $0, mimeType: $1, uri: $2) }
        default: nil
        }
    }

    private static func media(_ object: JSONObject, _ key: String, _ make: (String, String?, String) -> MessagePart) -> MessagePart? {
        guard let modality = object["modality"]?.string, let content = object[key]?.string else { return nil }
        return make(modality, object["mime_type"]?.string, content)
    }

    /// The part in the GenAI schema.
    public var json: JSONValue {
        switch self {
        case .text(let text): ["type": "text", "content": .string(text)]
        case .reasoning(let text): ["type": "reasoning", "content": .string(text)]
        case .toolCall(let call):
            ["type": "tool_call", "id": Self.optional(call.id), "name": .string(call.name), "arguments": call.arguments]
        case .toolCallResponse(let answer):
            ["type": "tool_call_response", "id": Self.optional(answer.id), "response": answer.response]
        case .blob(let modality, let mimeType, let base64): Self.media("blob", modality, mimeType, "content", base64)
        case .file(let modality, let mimeType, let id): Self.media("file", modality, mimeType, "file_id", id)
        case .uri(let modality, let mimeType, let uri): Self.media("uri", modality, mimeType, "uri", uri)
        case .other(let type, let object): Self.other(type, object)
        }
    }

    private static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    private static func media(_ type: String, _ modality: String, _ mimeType: String?, _ key: String, _ content: String) -> JSONValue {
        var object: JSONObject = ["type": .string(type), "modality": .string(modality)]
        if let mimeType { object["mime_type"] = .string(mimeType) }
        object[key] = .string(content)
        return .object(object)
    }

    private static func other(_ type: String, _ object: JSONObject) -> JSONValue {
        if object["type"] == .string(type) { return .object(object) }
        var complete: JSONObject = ["type": .string(type)]
        for member in object where member.key != "type" { complete[member.key] = member.value }
        return .object(complete)
    }
}
