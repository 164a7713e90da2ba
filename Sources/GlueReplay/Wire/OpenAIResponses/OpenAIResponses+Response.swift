import GlueJSON
import GlueLLM
import GlueSemantics

extension OpenAIResponses {
    /// Reads the body of an answer; nil where it has no output.
    static func response(_ json: JSONValue) -> ModelResponse? {
        guard let output = json["output"]?.array, var response = AnswerForm.openAIResponses.response(json) else { return nil }
        // What only OpenAI can read is no part of what was said.
        for index in response.choices.indices { response.choices[index].parts.removeAll(where: \.isState) }
        // A recorder may have left the status out.
        if json["status"] == nil, output.contains(where: { $0["type"] == "function_call" }) {
            for index in response.choices.indices { response.choices[index].finishReason = .toolCall }
        }
        return response
    }

    /// The body of an answer that is not streamed.
    static func body(_ answer: GivenAnswer) -> JSONValue { .object(object(answer, status: status(answer), output: items(answer))) }

    static func object(_ answer: GivenAnswer, status: String, output: [JSONValue]) -> JSONObject {
        let isDone = status != "in_progress"
        return [
            "id": .string(answer.id), "object": "response", "created_at": .integer(answer.created), "status": .string(status),
            "background": false, "error": .null,
            "incomplete_details": status == "incomplete" ? ["reason": .string(incompleteReason(answer))] : .null,
            "instructions": .null, "max_output_tokens": .null, "model": .string(answer.model), "output": .array(output),
            "parallel_tool_calls": true, "previous_response_id": .null, "reasoning": ["effort": .null, "summary": .null],
            "store": false, "temperature": 1.0, "text": ["format": ["type": "text"]], "tool_choice": "auto", "tools": [], "top_p": 1.0,
            "truncation": "disabled", "usage": isDone ? answer.usage.map(usage) ?? .null : .null, "user": .null, "metadata": [:],
        ]
    }

    static func status(_ answer: GivenAnswer) -> String {
        switch answer.choices.first?.finishReason {
        case .length, .contentFilter: "incomplete"
        case .error: "failed"
        default: "completed"
        }
    }

    private static func incompleteReason(_ answer: GivenAnswer) -> String {
        answer.choices.first?.finishReason == .contentFilter ? "content_filter" : "max_output_tokens"
    }

    /// The items of the output: what was thought, what was said, what is asked for.
    static func items(_ answer: GivenAnswer) -> [JSONValue] {
        guard let message = answer.choices.first else { return [] }
        let name = answer.id.split(separator: "_", maxSplits: 1).last.map(String.init) ?? answer.id
        var items: [JSONValue] = []
        let thoughts = message.thoughts
        if !thoughts.isEmpty {
            items.append(
                ["id": .string("rs_\(name)"), "type": "reasoning", "summary": [["type": "summary_text", "text": .string(thoughts)]]]
            )
        }
        if !message.text.isEmpty || message.toolCalls.isEmpty {
            items.append(
                [
                    "id": .string("msg_\(name)"), "type": "message", "status": "completed", "role": "assistant",
                    "content": [["type": "output_text", "text": .string(message.text), "annotations": [], "logprobs": []]],
                ]
            )
        }
        for (index, call) in message.toolCalls.enumerated() {
            items.append(
                [
                    "id": .string("fc_\(name)_\(index)"), "type": "function_call", "status": "completed",
                    "call_id": .string(OpenAIChat.identifier(of: call, index)), "name": .string(call.name),
                    "arguments": .string(OpenAIChat.arguments(of: call)),
                ]
            )
        }
        return items
    }

    static func usage(_ usage: Usage) -> JSONValue {
        [
            "input_tokens": .integer(Int64(usage.inputTokens)),
            "input_tokens_details": ["cached_tokens": .integer(Int64(usage.cachedInputTokens ?? 0))],
            "output_tokens": .integer(Int64(usage.outputTokens)),
            "output_tokens_details": ["reasoning_tokens": .integer(Int64(usage.reasoningTokens ?? 0))],
            "total_tokens": .integer(Int64(usage.totalTokens)),
        ]
    }
}
