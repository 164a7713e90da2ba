import GlueJSON
import GlueSemantics

extension ModelResponse {
    /// A whole answer of OpenAI's Responses.
    ///
    /// - Parameter keepsID: Whether the message keeps the answer's name, for the next request to follow it.
    init(responses answer: JSONValue, keepsID: Bool) {
        let output = answer["output"]?.array ?? []
        var parts = output.flatMap([MessagePart].init(responses:))
        if keepsID, let id = answer["id"]?.string { parts.append(.responseID(id)) }
        let hasRefused = output.contains { $0["content"]?.array?.contains { $0["type"]?.string == "refusal" } == true }
        let hasCalls = parts.contains { if case .toolCall = $0 { true } else { false } }
        let tokens = output.flatMap { $0["content"]?.array ?? [] }
            .flatMap { [TokenProbability](openAI: $0["logprobs"].map { ["content": $0] }) }
        self.init(
            id: answer["id"]?.string,
            model: answer["model"]?.string,
            choices: [
                Message(
                    .assistant,
                    parts: parts,
                    finishReason: FinishReason(responses: answer, hasRefused: hasRefused, hasCalls: hasCalls)
                )
            ],
            usage: answer["usage"].flatMap(Usage.init(responses:)),
            details: ModelResponse.details(openAI: answer),
            tokenProbabilities: tokens.isEmpty ? [] : [tokens]
        )
    }
}

extension [MessagePart] {
    /// An item of the output.
    init(responses item: JSONValue) {
        switch item["type"]?.string {
        case "message":
            self = (item["content"]?.array ?? []).compactMap { content in
                (content["text"] ?? content["refusal"])?.nonEmptyString.map(MessagePart.text)
            }
        case "function_call", "custom_tool_call":
            let arguments = (item["arguments"] ?? item["input"])?.string ?? ""
            self = [.toolCall(ToolCall(item["call_id"]?.string, item["name"]?.string ?? "", argumentText: arguments))]
        case "reasoning":
            let texts = (item["summary"]?.array ?? []) + (item["content"]?.array ?? [])
            let text = texts.compactMap { $0["text"]?.nonEmptyString }.joined(separator: "\n\n")
            self = text.isEmpty ? [] : [.reasoning(text)]
            self += Self.state(responses: item)
        default: self = Self.state(responses: item)
        }
    }

    /// What goes back as it came: what the model thought, and what tools of OpenAI's did.
    static func state(responses item: JSONValue) -> [MessagePart] {
        if item["type"]?.string == "image_generation_call", let base64 = item["result"]?.nonEmptyString {
            let type = item["output_format"]?.string.map { "image/\($0)" } ?? "image/png"
            return [.blob(modality: "image", mimeType: type, base64: base64)]
        }
        guard var object = item.object else { return [] }
        // Reasoning that is not sealed is kept there, and only its name would go back, which nobody knows any more.
        if object["type"]?.string == "reasoning", object["encrypted_content"]?.string == nil { return [] }
        object["status"] = nil
        return [.state(of: OpenAIResponsesProvider.stateName, ["item": .object(object)])]
    }
}

extension MessagePart {
    static func responseID(_ id: String) -> MessagePart { .state(of: OpenAIResponsesProvider.stateName, ["response_id": .string(id)]) }
}

extension FinishReason {
    /// - Parameter answer: The whole, or what the last event holds of it.
    init(responses answer: JSONValue, hasRefused: Bool, hasCalls: Bool) {
        self =
            switch answer["status"]?.string {
            case "incomplete":
                answer["incomplete_details"]?["reason"]?.string.map(FinishReason.init(wire:)) ?? .length
            case "failed", "cancelled": .error
            default: hasRefused ? .contentFilter : hasCalls ? .toolCall : .stop
            }
    }
}

extension Usage {
    init?(responses usage: JSONValue) {
        guard let input = usage["input_tokens"]?.count, let output = usage["output_tokens"]?.count else { return nil }
        self.init(
            inputTokens: input,
            outputTokens: output,
            cachedInputTokens: usage["input_tokens_details"]?["cached_tokens"]?.count,
            cacheWriteInputTokens: usage["input_tokens_details"]?["cache_write_tokens"]?.count,
            reasoningTokens: usage["output_tokens_details"]?["reasoning_tokens"]?.count
        )
    }
}
