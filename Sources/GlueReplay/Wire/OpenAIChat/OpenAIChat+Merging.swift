import GlueJSON

extension OpenAIChat {
    /// The body that the pieces of a streamed answer make together; nil for no pieces.
    static func merged(_ chunks: [JSONValue]) -> JSONValue? {
        guard let first = chunks.first else { return nil }
        var choices: [Int64: MergedChoice] = [:]
        var usage: JSONValue?
        for chunk in chunks {
            if let value = chunk["usage"], !value.isNull { usage = value }
            for choice in chunk["choices"]?.array ?? [] { choices[choice["index"]?.integer ?? 0, default: MergedChoice()].add(choice) }
        }
        var body: JSONObject = [:]
        for key in ["id", "created", "model"] { body[key] = first[key] }
        body["choices"] = .array(choices.sorted { $0.key < $1.key }.map { $1.json(index: $0) })
        body["usage"] = usage
        return .object(body)
    }
}

/// A choice as far as its pieces have come.
private struct MergedChoice {
    private struct Call {
        var id: JSONValue = .null
        var name = ""
        var arguments = ""
    }

    private var content = ""
    private var thoughts = ""
    private var calls: [Int64: Call] = [:]
    private var finishReason: JSONValue = .null

    mutating func add(_ choice: JSONValue) {
        if let reason = choice["finish_reason"], !reason.isNull { finishReason = reason }
        let delta = choice["delta"]
        content += delta?["content"]?.string ?? ""
        thoughts += (delta?["reasoning_content"] ?? delta?["reasoning"])?.string ?? ""
        for (place, part) in (delta?["tool_calls"]?.array ?? []).enumerated() {
            let index = part["index"]?.integer ?? Int64(place)
            var call = calls[index] ?? Call()
            if let id = part["id"], !id.isNull { call.id = id }
            call.name += part["function"]?["name"]?.string ?? ""
            call.arguments += part["function"]?["arguments"]?.string ?? ""
            calls[index] = call
        }
    }

    func json(index: Int64) -> JSONValue {
        let toolCalls = calls.sorted { $0.key < $1.key }.map { _, call -> JSONValue in
            ["id": call.id, "type": "function", "function": ["name": .string(call.name), "arguments": .string(call.arguments)]]
        }
        var message: JSONObject = ["role": "assistant", "content": .string(content), "tool_calls": .array(toolCalls)]
        if !thoughts.isEmpty { message["reasoning_content"] = .string(thoughts) }
        return ["index": .integer(index), "message": .object(message), "finish_reason": finishReason]
    }
}
