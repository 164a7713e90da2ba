import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics

/// The messages of one model call, from the first place that has them.
///
/// Newest first: structured attributes of the call's log record, JSON text in span attributes, one log record or
/// span event a message, one attribute a field.
struct GenAIContent {
    private let node: TraceNode

    init(_ node: TraceNode) { self.node = node }

    static func isDetails(_ record: OTLP.LogRecord) -> Bool { record.name == GenAI.Events.inferenceDetails }

    private func structured(_ key: String) -> JSONValue? {
        for record in node.logs where Self.isDetails(record) {
            if let value = record.attributes[key]?.structured { return value }
        }
        return node[key]?.structured
    }

    var input: [Message]? {
        // Some write the text alone where the conventions have parts.
        let text = node[GenAINames.systemInstructions]?.plain
        let instructions = MessageReading.instructions(structured(GenAINames.systemInstructions) ?? text)
        let before = instructions.map { [$0] } ?? []
        if let messages = MessageReading.messages(structured(GenAINames.inputMessages)) { return before + messages }
        let events = events.filter { $0.name != "gen_ai.choice" }.compactMap(\.message)
        if !events.isEmpty { return before + events }
        if let tree = node.span.attributes.tree(below: "gen_ai.prompt") { return before + OpenAIChat.messages(tree.contentParsed) }
        if let text = deprecated("gen_ai.content.prompt", "gen_ai.prompt") { return before + (MessageReading.messages(text) ?? []) }
        return instructions.map { [$0] }
    }

    var output: [Message]? {
        if let response = RecordedBody.response(ofPieces: MLflowReader.pieces(of: node)) { return response.choices }
        let recorded = structured(GenAINames.outputMessages)
        if let messages = MessageReading.messages(recorded) {
            // Of OpenAI's responses some have a message for each item of the one answer.
            let isOne =
                node["llm.request.type"]?.string?.hasSuffix("responses") == true
                || recorded?.array?.allSatisfy { $0["finish_reason"] == "completed" } == true
            return isOne ? MessageReading.joined(messages) : messages
        }
        let choices = events.filter { $0.name == "gen_ai.choice" }.compactMap(\.choice)
        if !choices.isEmpty { return choices }
        if let tree = node.span.attributes.tree(below: "gen_ai.completion")?.array {
            return tree.compactMap { json in
                guard var message = OpenAIChat.message(json) else { return nil }
                message.finishReason = json["finish_reason"]?.string.map(FinishReason.init(wire:))
                return message
            }
        }
        return deprecated("gen_ai.content.completion", "gen_ai.completion").flatMap { MessageReading.messages($0) }
    }

    var tools: [ToolDefinition]? {
        if let definitions = structured(GenAINames.toolDefinitions)?.array {
            return definitions.compactMap { try? ToolDefinition(json: $0) }
        }
        if let functions = node.span.attributes.tree(below: "llm.request.functions")?.array {
            return functions.compactMap { json in
                guard let name = json["name"]?.string else { return nil }
                let parameters = json["parameters"].map(OpenAIChat.structured) ?? .object([:])
                return ToolDefinition(name: name, description: json["description"]?.string ?? "", parameters: parameters)
            }
        }
        guard let parameters = node["model_request_parameters"]?.structured else { return nil }
        return ((parameters["function_tools"]?.array ?? []) + (parameters["output_tools"]?.array ?? [])).compactMap { json in
            guard let name = json["name"]?.string else { return nil }
            return ToolDefinition(
                name: name,
                description: json["description"]?.string ?? "",
                parameters: json["parameters_json_schema"] ?? .object([:])
            )
        }
    }

    /// One event a message: log records, span events, or a list of them in one attribute.
    private var events: [MessageEvent] {
        let records = node.logs.map { MessageEvent(name: $0.name, body: $0.body?.plain ?? .null) }
        let spanEvents = node.span.events.map { event in
            MessageEvent(name: event.name, body: .object(JSONObject(event.attributes.map { ($0.key, $0.value?.plain ?? .null) })))
        }
        let listed = (node["events"]?.structured?.array ?? []).map { MessageEvent(name: $0["event.name"]?.string ?? "", body: $0) }
        return [records, spanEvents, listed].map { $0.filter(\.isMessage) }.first { !$0.isEmpty } ?? []
    }

    /// The span event of 2024 that held all messages as one JSON text.
    private func deprecated(_ event: String, _ key: String) -> JSONValue? {
        node.span.events.first { $0.name == event }?.attributes[key]?.structured
    }
}

extension OTLP.LogRecord {
    /// The event's name, also where a tool writes it as an attribute.
    var name: String {
        if !eventName.isEmpty { return eventName }
        return attributes.first(of: "event.name", "event_name")?.string ?? ""
    }
}

/// A message that was recorded as an event.
private struct MessageEvent {
    var name: String
    var body: JSONValue

    private static let roles: [String: String] = [
        "gen_ai.system.message": "system", "gen_ai.user.message": "user", "gen_ai.assistant.message": "assistant",
        "gen_ai.tool.message": "tool", "gen_ai.choice": "assistant",
    ]

    var isMessage: Bool { Self.roles[name] != nil }

    var message: Message? {
        guard var object = body.object, let role = Self.roles[name] else { return nil }
        object["role"] = .string(role)
        if role == "tool", object["tool_call_id"] == nil { object["tool_call_id"] = object["id"] }
        return OpenAIChat.message(.object(object).contentParsed)
    }

    /// Tool calls stand within the message or beside it.
    var choice: Message? {
        var object = body["message"].map(OpenAIChat.structured)?.object ?? [:]
        object["role"] = "assistant"
        if object["tool_calls"] == nil, let calls = body["tool_calls"] { object["tool_calls"] = calls }
        guard var message = OpenAIChat.message(.object(object).contentParsed) else { return nil }
        message.finishReason = body["finish_reason"]?.string.map(FinishReason.init(wire:))
        return message
    }
}

extension JSONValue {
    /// Messages whose content is a list of parts that was recorded as text.
    fileprivate var contentParsed: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.contentParsed))
        case .object(var object):
            if let text = object["content"]?.string, text.hasPrefix("[{\"type\""), let parts = try? JSONValue(parsing: text) {
                object["content"] = parts
            }
            return .object(object)
        default: return self
        }
    }
}
