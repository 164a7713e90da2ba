import GlueJSON
import GlueSemantics

/// A model request as the body of Ollama's chat.
struct OllamaRequest {
    private(set) var json: JSONObject

    /// - Throws: ``LLMError/Kind/invalidRequest`` where the API has no form for something.
    init(_ request: ModelRequest, keepAlive: String? = nil, isStreamed: Bool = false) throws(LLMError) {
        let parameters = request.parameters
        if parameters.extra["stream"] != nil {
            throw LLMError(
                .invalidRequest,
                "whether an answer comes in pieces is for the call to say; remove stream from the extra parameters"
            )
        }
        if let choices = parameters.choices, choices > 1 {
            throw LLMError(.invalidRequest, "Ollama gives one answer a request; ask \(choices) times")
        }
        json = ["model": .string(request.model), "messages": .array(try Self.messages(request.messages))]
        // A model is not to be told of tools that it must not use: the API has no choice of tools.
        if !request.tools.isEmpty, parameters.toolChoice != ToolChoice.none {
            json["tools"] = .array(request.tools.map(\.chatCompletionJSON))
        }
        switch request.output {
        case .json?: json["format"] = "json"
        case .schema(let output)?: json["format"] = output.schema.value
        case nil: break
        }
        let options = Self.options(parameters)
        if !options.isEmpty { json["options"] = .object(options) }
        json["stream"] = .bool(isStreamed)
        json["think"] = parameters.reasoningEffort.map { Self.think($0, request.model) }
        json["keep_alive"] = keepAlive.map(JSONValue.string)
        if let count = parameters.tokenProbabilities {
            json["logprobs"] = true
            if count > 0 { json["top_logprobs"] = JSONValue(count) }
        }
        json.merge(parameters.extra, within: ["options"])
    }

    /// gpt-oss is told in words how hard to think; all other models are told whether.
    private static func think(_ effort: String, _ model: String) -> JSONValue {
        if model.contains("gpt-oss") { return .string(effort) }
        return .bool(effort != "none")
    }

    private static func options(_ parameters: ModelParameters) -> JSONObject {
        var options: JSONObject = [:]
        options["temperature"] = parameters.temperature.map(JSONValue.number)
        options["top_p"] = parameters.topP.map(JSONValue.number)
        options["top_k"] = parameters.topK.map(JSONValue.init)
        options["num_predict"] = parameters.maxTokens.map(JSONValue.init)
        if !parameters.stopSequences.isEmpty { options["stop"] = .array(parameters.stopSequences.map(JSONValue.string)) }
        options["seed"] = parameters.seed.map(JSONValue.init)
        options["frequency_penalty"] = parameters.frequencyPenalty.map(JSONValue.number)
        options["presence_penalty"] = parameters.presencePenalty.map(JSONValue.number)
        return options
    }

    private static func messages(_ messages: [Message]) throws(LLMError) -> [JSONValue] {
        var json: [JSONValue] = []
        // An answer tells the tool, not the call.
        var tools: [String: String] = [:]
        for message in messages {
            var object: JSONObject = ["role": .string(message.role.rawValue), "content": .string(message.text)]
            var images: [JSONValue] = []
            var calls: [JSONValue] = []
            var hasAnswers = false
            for part in message.parts {
                switch part {
                case .text: break
                case .reasoning(let text): object["thinking"] = .string((object["thinking"]?.string ?? "") + text)
                case .toolCall(let call):
                    if let id = call.id { tools[id] = call.name }
                    calls.append(Self.call(call))
                case .toolCallResponse(let answer):
                    hasAnswers = true
                    json.append(Self.answer(answer, tool: answer.id.flatMap { tools[$0] }))
                case .blob("image", _, let base64): images.append(.string(base64))
                case .blob(let modality, _, _): throw unsupported("\(modality) within a message")
                case .uri(let modality, _, _): throw unsupported("\(modality) by address")
                case .file(let modality, _, _): throw unsupported("\(modality) that was uploaded before")
                case .other(let type, _):
                    guard part.isState else { throw unsupported("part of type \(type)") }
                }
            }
            if !images.isEmpty { object["images"] = .array(images) }
            if !calls.isEmpty { object["tool_calls"] = .array(calls) }
            if !hasAnswers || !message.text.isEmpty { json.append(.object(object)) }
        }
        return json
    }

    private static func call(_ call: ToolCall) -> JSONValue {
        var object: JSONObject = [:]
        if let id = CallNames.sent(call.id) { object["id"] = .string(id) }
        let arguments = call.arguments.object.map(JSONValue.object) ?? (call.arguments.isNull ? [:] : ["input": call.arguments])
        object["function"] = ["name": .string(call.name), "arguments": arguments]
        return .object(object)
    }

    private static func answer(_ answer: ToolCallResponse, tool: String?) -> JSONValue {
        var object: JSONObject = ["role": "tool", "content": .string(answer.response.string ?? answer.response.text())]
        if let tool { object["tool_name"] = .string(tool) }
        if let id = CallNames.sent(answer.id) { object["tool_call_id"] = .string(id) }
        return .object(object)
    }

    private static func unsupported(_ what: String) -> LLMError {
        LLMError(.invalidRequest, "Ollama takes no \(what); it takes text and images within a message")
    }
}
