import GlueJSON
import GlueSemantics

/// A conversation as Gemini's contents: turns of user and model.
struct GeminiContents {
    private(set) var json: [JSONValue] = []
    /// The tools that were called, by the call's name: an answer tells the tool, not the call.
    private var tools: [String: String] = [:]

    /// - Throws: ``LLMError/Kind/invalidRequest`` where an answer belongs to no call.
    init(_ messages: [Message]) throws(LLMError) {
        var turns: [(role: String, parts: [JSONObject])] = []
        for message in messages {
            let role = message.role == .assistant ? "model" : "user"
            let parts = try parts(of: message)
            guard !parts.isEmpty else { continue }
            if turns.last?.role == role { turns[turns.count - 1].parts += parts } else { turns.append((role, parts)) }
        }
        json = turns.map { ["role": .string($0.role), "parts": .array($0.parts.map(JSONValue.object))] }
    }

    private mutating func parts(of message: Message) throws(LLMError) -> [JSONObject] {
        var parts: [JSONObject] = []
        for part in message.parts {
            if let state = part.state(of: GeminiProvider.name) {
                if let whole = state["part"]?.object { parts.append(whole) }
                if let signature = state["signature"] {
                    // It belongs to the part before it; one that came alone goes alone.
                    if parts.isEmpty { parts.append(["text": ""]) }
                    parts[parts.count - 1]["thoughtSignature"] = signature
                }
            } else if let json = try json(part) {
                parts.append(json)
            }
        }
        return parts
    }

    private mutating func json(_ part: MessagePart) throws(LLMError) -> JSONObject? {
        switch part {
        case .text(let text): return text.isEmpty ? nil : ["text": .string(text)]
        // The signature tells Google more than the summary does.
        case .reasoning: return nil
        case .toolCall(let call):
            if let id = call.id { tools[id] = call.name }
            var function: JSONObject = ["name": .string(call.name)]
            if let id = CallNames.sent(call.id) { function["id"] = .string(id) }
            function["args"] = call.arguments.object.map(JSONValue.object) ?? (call.arguments.isNull ? [:] : ["input": call.arguments])
            return ["functionCall": .object(function)]
        case .toolCallResponse(let answer): return try response(answer)
        case .blob(let modality, let type, let base64):
            return ["inlineData": ["mimeType": .string(type ?? Self.type(of: modality)), "data": .string(base64)]]
        case .uri(let modality, let type, let uri), .file(let modality, let type, let uri):
            return ["fileData": ["mimeType": .string(type ?? Self.type(of: modality)), "fileUri": .string(uri)]]
        case .other(_, let object): return part.isState ? nil : object
        }
    }

    private func response(_ answer: ToolCallResponse) throws(LLMError) -> JSONObject {
        guard let tool = answer.id.flatMap({ tools[$0] }) else {
            throw LLMError(.invalidRequest, "an answer of a tool belongs to no call of the conversation; keep call and answer together")
        }
        var function: JSONObject = ["name": .string(tool)]
        if let id = CallNames.sent(answer.id) { function["id"] = .string(id) }
        // An answer is an object.
        function["response"] = answer.response.object.map(JSONValue.object) ?? ["result": answer.response]
        return ["functionResponse": .object(function)]
    }

    private static func type(of modality: String) -> String {
        switch modality {
        case "image": "image/png"
        case "audio": "audio/wav"
        case "video": "video/mp4"
        default: "application/pdf"
        }
    }
}
