import GlueJSON
import GlueLLM
import GlueSemantics

extension OpenAIChat {
    /// Reads the body of an answer; nil where it holds no choices.
    static func response(_ json: JSONValue) -> ModelResponse? {
        guard let choices = json["choices"]?.array else { return nil }
        return ModelResponse(
            id: json["id"]?.string,
            model: json["model"]?.string,
            choices: choices.compactMap { choice in
                guard var message = choice["message"].flatMap(message) else { return nil }
                message.finishReason = choice["finish_reason"]?.string.map(FinishReason.init(wire:))
                return message
            },
            usage: usage(json["usage"])
        )
    }

    static func usage(_ json: JSONValue?) -> Usage? {
        func count(_ json: JSONValue?) -> Int? { json?.integer.flatMap { Int(exactly: $0) } }
        guard let json, let input = count(json["prompt_tokens"]) ?? count(json["input_tokens"]),
            let output = count(json["completion_tokens"]) ?? count(json["output_tokens"])
        else { return nil }
        return Usage(
            inputTokens: input,
            outputTokens: output,
            cachedInputTokens: count(json["prompt_tokens_details"]?["cached_tokens"])
                ?? count(json["input_tokens_details"]?["cached_tokens"]),
            reasoningTokens: count(json["completion_tokens_details"]?["reasoning_tokens"])
                ?? count(json["output_tokens_details"]?["reasoning_tokens"])
        )
    }

    /// The body of an answer that is not streamed.
    static func body(_ answer: GivenAnswer) -> JSONValue {
        var object = head(answer, "chat.completion")
        object["choices"] = .array(
            answer.choices.enumerated().map { index, choice in
                [
                    "index": .integer(Int64(index)),
                    "message": message(choice),
                    "logprobs": .null,
                    "finish_reason": .string(finishReason(choice)),
                ]
            }
        )
        if let usage = answer.usage { object["usage"] = self.usage(usage) }
        return .object(object)
    }

    static func head(_ answer: GivenAnswer, _ kind: String) -> JSONObject {
        ["id": .string(answer.id), "object": .string(kind), "created": .integer(answer.created), "model": .string(answer.model)]
    }

    private static func message(_ message: Message) -> JSONValue {
        let text = message.text
        let calls = message.toolCalls
        var object: JSONObject = [
            "role": "assistant",
            "content": text.isEmpty && !calls.isEmpty ? .null : .string(text),
            "refusal": .null,
        ]
        let thoughts = message.thoughts
        if !thoughts.isEmpty { object["reasoning_content"] = .string(thoughts) }
        if !calls.isEmpty { object["tool_calls"] = .array(calls.enumerated().map { toolCall($1, index: $0) }) }
        return .object(object)
    }

    private static func toolCall(_ call: ToolCall, index: Int) -> JSONValue {
        [
            "id": .string(identifier(of: call, index)),
            "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(arguments(of: call))],
        ]
    }

    /// Clients need an id to answer to; a source that recorded none gets one by place.
    static func identifier(of call: ToolCall, _ index: Int) -> String { call.id ?? "call_recorded_\(index)" }

    /// The arguments as the model wrote them.
    static func arguments(of call: ToolCall) -> String { call.arguments.isNull ? "" : call.arguments.string ?? call.arguments.text() }

    static func finishReason(_ message: Message) -> String {
        switch message.finishReason {
        case .toolCall: "tool_calls"
        case .none, .some(.error): message.toolCalls.isEmpty ? "stop" : "tool_calls"
        case .some(let reason): reason.rawValue
        }
    }

    static func usage(_ usage: Usage) -> JSONValue {
        [
            "prompt_tokens": .integer(Int64(usage.inputTokens)),
            "completion_tokens": .integer(Int64(usage.outputTokens)),
            "total_tokens": .integer(Int64(usage.totalTokens)),
            "prompt_tokens_details": ["cached_tokens": .integer(Int64(usage.cachedInputTokens ?? 0))],
            "completion_tokens_details": ["reasoning_tokens": .integer(Int64(usage.reasoningTokens ?? 0))],
        ]
    }

    /// The body of a failure.
    static func error(_ message: String, type: String, code: String? = nil, parameter: String? = nil) -> JSONValue {
        ["error": ["message": .string(message), "type": .string(type), "param": .optional(parameter), "code": .optional(code)]]
    }
}

extension Message {
    /// The reasoning parts, joined.
    var thoughts: String {
        parts.compactMap { if case .reasoning(let text) = $0 { text } else { nil } }.joined()
    }
}
