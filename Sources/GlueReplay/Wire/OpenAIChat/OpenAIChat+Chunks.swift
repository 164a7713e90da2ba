import GlueJSON
import GlueSemantics

extension OpenAIChat {
    /// The pieces of a streamed answer, without the closing `[DONE]`.
    ///
    /// Where a source did not record the pieces they are made by a fixed rule: text is split behind white space, the
    /// arguments of a tool call in pieces of 16 characters. The same answer is always cut alike.
    static func chunks(_ answer: GivenAnswer, includesUsage: Bool) -> [JSONValue] {
        var chunks: [JSONValue] = []
        func add(_ choices: JSONValue, usage: JSONValue? = nil) {
            var object = head(answer, "chat.completion.chunk")
            object["choices"] = choices
            if includesUsage { object["usage"] = usage ?? .null }
            chunks.append(.object(object))
        }
        func delta(_ index: Int, _ delta: JSONValue, finishReason: String? = nil) {
            add([["index": .integer(Int64(index)), "delta": delta, "logprobs": .null, "finish_reason": .optional(finishReason)]])
        }
        for (index, choice) in answer.choices.enumerated() {
            let hasCalls = !choice.toolCalls.isEmpty
            delta(index, ["role": "assistant", "content": hasCalls && choice.text.isEmpty ? .null : ""])
            for piece in pieces(of: choice.thoughts) { delta(index, ["reasoning_content": .string(piece)]) }
            for piece in pieces(of: choice.text) { delta(index, ["content": .string(piece)]) }
            for (place, call) in choice.toolCalls.enumerated() {
                for part in parts(of: call, place) { delta(index, ["tool_calls": [part]]) }
            }
            delta(index, [:], finishReason: finishReason(choice))
        }
        if includesUsage, let usage = answer.usage { add([], usage: self.usage(usage)) }
        return chunks
    }

    private static func parts(of call: ToolCall, _ place: Int) -> [JSONValue] {
        let index = JSONValue.integer(Int64(place))
        let first: JSONValue = [
            "index": index,
            "id": .string(identifier(of: call, place)),
            "type": "function",
            "function": ["name": .string(call.name), "arguments": ""],
        ]
        var rest = Substring(arguments(of: call))
        var parts = [first]
        while !rest.isEmpty {
            parts.append(["index": index, "function": ["arguments": .string(String(rest.prefix(16)))]])
            rest = rest.dropFirst(16)
        }
        return parts
    }

    /// Words, each with the white space behind it.
    static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var isBehindWord = false
        for character in text {
            if isBehindWord, !character.isWhitespace {
                pieces.append(piece)
                piece = ""
                isBehindWord = false
            }
            piece.append(character)
            if character.isWhitespace { isBehindWord = true }
        }
        if !piece.isEmpty { pieces.append(piece) }
        return pieces
    }
}
