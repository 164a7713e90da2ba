import GlueJSON
import GlueSemantics

extension ModelResponse {
    /// A whole answer of Anthropic's Messages.
    init(anthropic answer: JSONValue) {
        let parts = (answer["content"]?.array ?? []).flatMap([MessagePart].init(anthropic:))
        let reason = answer["stop_reason"]?.string.map(FinishReason.init(anthropic:))
        self.init(
            id: answer["id"]?.string,
            model: answer["model"]?.string,
            choices: [Message(.assistant, parts: parts, finishReason: reason)],
            usage: answer["usage"].flatMap(Usage.init(anthropic:))
        )
    }
}

extension [MessagePart] {
    /// A content block; what is not known goes back as it came.
    init(anthropic block: JSONValue) {
        switch block["type"]?.string {
        case "text": self = block["text"]?.nonEmptyString.map { [.text($0)] } ?? []
        case "thinking":
            self = block["thinking"]?.nonEmptyString.map { [.reasoning($0)] } ?? []
            if let signature = block["signature"]?.nonEmptyString { append(.signature(anthropic: signature)) }
        case "tool_use":
            self = [.toolCall(ToolCall(id: block["id"]?.string, name: block["name"]?.string ?? "", arguments: block["input"] ?? .null))]
        default:
            self = block.object.map { [.state(of: AnthropicProvider.name, ["block": .object($0)])] } ?? []
        }
    }
}

extension MessagePart {
    static func signature(anthropic signature: String) -> MessagePart {
        .state(of: AnthropicProvider.name, ["signature": .string(signature)])
    }
}

extension FinishReason {
    init(anthropic reason: String) {
        self = reason == "model_context_window_exceeded" ? .length : FinishReason(wire: reason)
    }
}

extension Usage {
    /// What is read from the cache and written to it stands beside the input, and is part of the total here.
    ///
    /// Nil where the totals are missing.
    init?(anthropic usage: JSONValue) {
        guard let input = usage["input_tokens"]?.count, let output = usage["output_tokens"]?.count else { return nil }
        let read = usage["cache_read_input_tokens"]?.count
        let written = usage["cache_creation_input_tokens"]?.count
        self.init(
            inputTokens: input + (read ?? 0) + (written ?? 0),
            outputTokens: output,
            cachedInputTokens: read,
            cacheWriteInputTokens: written,
            reasoningTokens: usage["output_tokens_details"]?["thinking_tokens"]?.count
        )
    }
}
