import GlueJSON
import GlueLLM
import GlueSemantics

extension AnthropicMessages {
    /// Reads the body of an answer; nil where it has no content.
    static func response(_ json: JSONValue) -> ModelResponse? {
        guard var response = AnswerForm.anthropic.response(json) else { return nil }
        for index in response.choices.indices { response.choices[index].parts.removeAll(where: \.isState) }
        return response
    }

    /// The body of an answer that is not streamed.
    static func body(_ answer: GivenAnswer) -> JSONValue {
        .object(object(answer, content: blocks(answer), reason: .string(stopReason(answer)), usage: usage(answer.usage)))
    }

    private static func object(_ answer: GivenAnswer, content: [JSONValue], reason: JSONValue, usage: JSONValue) -> JSONObject {
        [
            "id": .string(answer.id), "type": "message", "role": "assistant", "model": .string(answer.model), "content": .array(content),
            "stop_reason": reason, "stop_sequence": .null, "usage": usage,
        ]
    }

    /// The events of a streamed answer; pieces are made by the rule of ``OpenAIChat/chunks(_:includesUsage:)``.
    static func events(_ answer: GivenAnswer) -> [JSONValue] {
        var begun = usage(answer.usage).object ?? [:]
        begun["output_tokens"] = 1
        var events: [JSONValue] = [
            ["type": "message_start", "message": .object(object(answer, content: [], reason: .null, usage: .object(begun)))]
        ]
        for (index, block) in blocks(answer).enumerated() {
            let place = JSONValue.integer(Int64(index))
            let (empty, deltas) = pieces(of: block)
            events.append(["type": "content_block_start", "index": place, "content_block": empty])
            events += deltas.map { ["type": "content_block_delta", "index": place, "delta": $0] }
            events.append(["type": "content_block_stop", "index": place])
        }
        events.append(
            [
                "type": "message_delta", "delta": ["stop_reason": .string(stopReason(answer)), "stop_sequence": .null],
                "usage": usage(answer.usage),
            ]
        )
        return events + [["type": "message_stop"]]
    }

    private static func pieces(of block: JSONValue) -> (empty: JSONValue, deltas: [JSONValue]) {
        var empty = block.object ?? [:]
        switch block["type"]?.string {
        case "text":
            empty["text"] = ""
            return (.object(empty), OpenAIChat.pieces(of: block["text"]?.string ?? "").map { ["type": "text_delta", "text": .string($0)] })
        case "thinking":
            empty["thinking"] = ""
            let pieces = OpenAIChat.pieces(of: block["thinking"]?.string ?? "")
            return (.object(empty), pieces.map { ["type": "thinking_delta", "thinking": .string($0)] })
        default:
            let input = block["input"] ?? [:]
            empty["input"] = [:]
            var rest = Substring(input.text())
            var deltas: [JSONValue] = []
            while !rest.isEmpty {
                deltas.append(["type": "input_json_delta", "partial_json": .string(String(rest.prefix(16)))])
                rest = rest.dropFirst(16)
            }
            return (.object(empty), deltas)
        }
    }

    private static func blocks(_ answer: GivenAnswer) -> [JSONValue] {
        guard let message = answer.choices.first else { return [] }
        var calls = 0
        return message.parts.compactMap { part in
            switch part {
            case .text(let text): return text.isEmpty ? nil : ["type": "text", "text": .string(text)]
            case .reasoning(let text): return ["type": "thinking", "thinking": .string(text), "signature": ""]
            case .toolCall(let call):
                defer { calls += 1 }
                return [
                    "type": "tool_use", "id": .string(OpenAIChat.identifier(of: call, calls)), "name": .string(call.name),
                    "input": call.arguments.object == nil ? [:] : call.arguments,
                ]
            default: return nil
            }
        }
    }

    private static func stopReason(_ answer: GivenAnswer) -> String {
        switch answer.choices.first?.finishReason {
        case .toolCall: "tool_use"
        case .length: "max_tokens"
        case .contentFilter: "refusal"
        default: answer.choices.first?.toolCalls.isEmpty == false ? "tool_use" : "end_turn"
        }
    }

    /// What is read from the cache and written to it stands beside the input here.
    private static func usage(_ usage: Usage?) -> JSONValue {
        let read = usage?.cachedInputTokens ?? 0
        let written = usage?.cacheWriteInputTokens ?? 0
        return [
            "input_tokens": .integer(Int64(max((usage?.inputTokens ?? 0) - read - written, 0))),
            "cache_creation_input_tokens": .integer(Int64(written)),
            "cache_read_input_tokens": .integer(Int64(read)),
            "output_tokens": .integer(Int64(usage?.outputTokens ?? 0)),
        ]
    }
}
