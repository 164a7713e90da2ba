import GlueJSON
import GlueLLM
import GlueRedaction
import GlueSemantics

/// A request as it is compared: what the wire does not carry, or not in one form only, is made equal.
struct RequestForm: Sendable, Hashable {
    var model: JSONValue
    var messages: [JSONValue]
    /// By name; nil where the source did not record them.
    var tools: JSONValue?
    var parameters: JSONValue

    init(_ request: ModelRequest) {
        self.init(model: request.model, request.messages, tools: request.tools, request.parameters)
    }

    init(_ exchange: Exchange) {
        self.init(model: exchange.model, exchange.input, tools: exchange.tools, exchange.parameters)
    }

    private init(model: String?, _ messages: [Message], tools: [ToolDefinition]?, _ parameters: ModelParameters) {
        self.model = .optional(model)
        self.messages = Self.joined(messages).flatMap(Self.messages)
        self.tools = tools.map { .array($0.map(\.json)) }
        self.parameters = Self.parameters(parameters)
    }

    /// The request as one value, for a difference that names places.
    var json: JSONValue {
        var object: JSONObject = ["model": model, "messages": .array(messages)]
        if let tools { object["tools"] = tools }
        object["parameters"] = parameters
        return .object(object)
    }

    /// What an assistant says in one turn is one message, also where an API has an item for each part of it.
    private static func joined(_ messages: [Message]) -> [Message] {
        guard zip(messages, messages.dropFirst()).contains(where: { $0.role == .assistant && $1.role == .assistant }) else {
            return messages
        }
        return messages.reduce(into: []) { joined, message in
            if message.role == .assistant, joined.last?.role == .assistant {
                joined[joined.count - 1].parts += message.parts
            } else {
                joined.append(message)
            }
        }
    }

    /// One tool answer a message, text in one piece, no thoughts and no finish reasons, JSON within texts as values.
    private static func messages(_ message: Message) -> [JSONValue] {
        var texts = ""
        var parts: [JSONValue] = []
        var answers: [JSONValue] = []
        for part in message.parts {
            switch part {
            case .text(let text): texts += text
            case .reasoning: break
            case .toolCall(let call):
                // A model that has no arguments to give may leave them out or give an empty object.
                let arguments = call.arguments.isNull || call.arguments == "" ? .object([:]) : parsed(call.arguments)
                parts.append(["tool_call": .string(call.name), "id": .optional(call.id), "arguments": arguments])
            case .toolCallResponse(let answer):
                answers.append(["role": "tool", "id": .optional(answer.id), "response": parsed(answer.response)])
            default: parts.append(part.json)
            }
        }
        guard !texts.isEmpty || !parts.isEmpty || answers.isEmpty else { return answers }
        var object: JSONObject = ["role": .string(message.role.rawValue)]
        if !texts.isEmpty { object["text"] = .string(texts) }
        if !parts.isEmpty { object["parts"] = .array(parts) }
        return answers + [.object(object)]
    }

    /// A text that is JSON as its value: on the wire it is one or the other.
    private static func parsed(_ json: JSONValue) -> JSONValue {
        guard case .string(let text) = json, let value = try? JSONValue(parsing: text) else { return json }
        return value
    }

    /// What spans record of the parameters; a request may have others, of which no recording tells.
    private static func parameters(_ parameters: ModelParameters) -> JSONValue {
        var object: JSONObject = [:]
        object["max_tokens"] = parameters.maxTokens.map { .integer(Int64($0)) }
        object["temperature"] = parameters.temperature.map { .number($0) }
        object["top_p"] = parameters.topP.map { .number($0) }
        object["frequency_penalty"] = parameters.frequencyPenalty.map { .number($0) }
        object["presence_penalty"] = parameters.presencePenalty.map { .number($0) }
        object["seed"] = parameters.seed.map { .integer(Int64($0)) }
        object["reasoning_effort"] = parameters.reasoningEffort.map { .string($0) }
        if !parameters.stopSequences.isEmpty { object["stop"] = .array(parameters.stopSequences.map(JSONValue.string)) }
        object["top_k"] = (parameters.topK.map { .integer(Int64($0)) }) ?? parameters.extra["top_k"]
        // One choice is what a request without the parameter gets.
        if let count = parameters.choices, count != 1 { object["n"] = .integer(Int64(count)) }
        return .object(object)
    }
}

extension RequestForm {
    /// Whether this request is the recorded one in all that was recorded.
    func equals(recorded: RequestForm, _ exchange: Exchange) -> Bool {
        (exchange.model == nil || model == recorded.model)
            && (exchange.missing.contains(.input) || messages == recorded.messages)
            && (recorded.tools == nil || tools == recorded.tools)
            && parameters == recorded.parameters
    }

    /// The request without what a redactor finds in its messages and tools.
    func redacted(_ redactor: Redactor) -> RequestForm {
        guard !redactor.isEmpty else { return self }
        var form = self
        form.messages = messages.map { redactor.redact($0) }
        form.tools = tools.map { redactor.redact($0) }
        return form
    }

    /// The messages with ids, dates and times made equal.
    var steady: [JSONValue] {
        var names = VolatileText()
        return messages.map { names.steady($0) }
    }
}
