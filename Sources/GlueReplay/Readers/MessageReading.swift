import GlueJSON
import GlueSemantics

/// Reads messages of the GenAI schema as other tools write them.
enum MessageReading {
    /// Reads a list of messages; nil where the value is no list.
    ///
    /// - Parameter isExact: For our own engine's: values stay as they are. Elsewhere a text that holds a JSON object
    ///   or array becomes that value, and a tool answer under another role becomes a message of role tool.
    static func messages(_ json: JSONValue?, isExact: Bool = false) -> [Message]? {
        guard let elements = json?.array else { return nil }
        if isExact, let messages = try? [Message](json: .array(elements)) { return messages }
        return elements.flatMap(loose)
    }

    /// The parts of `gen_ai.system_instructions` as the message that they are on the wire.
    static func instructions(_ json: JSONValue?) -> Message? {
        let parts = json?.array?.map(MessagePart.init(json:)) ?? json?.string.map { [.text($0)] } ?? []
        return parts.isEmpty ? nil : Message(.system, parts: parts)
    }

    private static func loose(_ json: JSONValue) -> [Message] {
        guard let parts = json["parts"]?.array else { return OpenAIChat.message(json).map { [finished($0, json)] } ?? [] }
        let role = OpenAIChat.role(json["role"]?.string ?? "user")
        var answers: [Message] = []
        var others: [MessagePart] = []
        for part in parts.map(part) {
            if case .toolCallResponse(let answer) = part {
                answers.append(.tool(id: answer.id, response: answer.response))
            } else {
                others.append(part)
            }
        }
        if role == .tool, answers.isEmpty, !others.isEmpty {
            let text = Message(role, parts: others).text
            return [.tool(id: json["tool_call_id"]?.string, response: OpenAIChat.structured(.string(text)))]
        }
        // Some put OpenAI's own form of the calls beside the parts.
        let calls = (json["tool_calls"]?.array ?? []).compactMap(OpenAIChat.toolCall)
        if !calls.isEmpty {
            others.removeAll { $0 == .text("") }
            others += calls.map(MessagePart.toolCall)
        }
        guard !others.isEmpty || answers.isEmpty else { return answers }
        return answers + [finished(Message(role, parts: others, name: json["name"]?.string), json)]
    }

    private static func finished(_ message: Message, _ json: JSONValue) -> Message {
        var message = message
        message.finishReason = json["finish_reason"]?.string.map(FinishReason.init(wire:))
        return message
    }

    private static func part(_ json: JSONValue) -> MessagePart {
        switch MessagePart(json: json) {
        case .toolCall(var call):
            call.arguments = OpenAIChat.structured(call.arguments)
            return .toolCall(call)
        case .toolCallResponse(var answer):
            answer.response = OpenAIChat.answer(answer.response)
            return .toolCallResponse(answer)
        case .other("tool_call_response", let object):
            guard let content = object["content"] else { return .other(type: "tool_call_response", object) }
            return .toolCallResponse(ToolCallResponse(id: object["id"]?.string, response: OpenAIChat.answer(content)))
        case .other("thinking", let object):
            guard let content = (object["content"] ?? object["thinking"])?.string else { return .other(type: "thinking", object) }
            return .reasoning(content)
        // OpenAI's own parts in the place of the conventions'.
        case .other("text", _), .other("input_text", _), .other("output_text", _), .other("image_url", _), .other("input_image", _):
            return OpenAIChat.content(.array([json])).first ?? MessagePart(json: json)
        case let part: return part
        }
    }

    /// Several messages as the one answer of which they are the items.
    static func joined(_ messages: [Message]) -> [Message] {
        guard messages.count > 1, var message = messages.first else { return messages }
        message.parts = messages.flatMap(\.parts)
        message.finishReason = message.toolCalls.isEmpty ? messages.lazy.compactMap(\.finishReason).last : .toolCall
        return [message]
    }

    /// Whether a bound on content left something out of the value.
    static func isCut(_ json: JSONValue?) -> Bool {
        switch json {
        case .array(let elements): elements.contains(where: isCut)
        case .object(let object):
            object.contains { Glue.Members.all.contains($0.key) || isCut($0.value) }
        default: false
        }
    }
}
