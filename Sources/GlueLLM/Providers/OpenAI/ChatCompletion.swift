import GlueJSON
import GlueSemantics

extension ModelResponse {
    /// A whole chat completion.
    init(openAI answer: JSONValue) {
        let choices = answer["choices"]?.array ?? []
        let probabilities = choices.map { [TokenProbability](openAI: $0["logprobs"]) }
        self.init(
            id: answer["id"]?.string,
            model: answer["model"]?.string,
            choices: choices.map(Message.init(openAI:)),
            usage: answer["usage"].flatMap(Usage.init(openAI:)),
            details: Self.details(openAI: answer),
            tokenProbabilities: probabilities.contains { !$0.isEmpty } ? probabilities : []
        )
    }

    /// What the span tells of an answer, or of a piece of one, beyond the GenAI conventions.
    static func details(openAI answer: JSONValue) -> [String: String] {
        var details: [String: String] = [:]
        details[OpenAINames.responseServiceTier] = answer["service_tier"]?.string
        details[OpenAINames.responseSystemFingerprint] = answer["system_fingerprint"]?.string
        return details
    }
}

extension Message {
    /// A choice of a chat completion.
    init(openAI choice: JSONValue) {
        let message = choice["message"] ?? .null
        var parts: [MessagePart] = []
        // `reasoning_content` is DeepSeek's and litellm's, `reasoning` OpenRouter's and vLLM's.
        if let text = message["reasoning_content"]?.string ?? message["reasoning"]?.string, !text.isEmpty { parts.append(.reasoning(text)) }
        parts += Self.content(openAI: message["content"] ?? .null)
        let refusal = message["refusal"]?.string
        if let refusal { parts.append(.text(refusal)) }
        parts += (message["tool_calls"]?.array ?? []).map(MessagePart.init(openAICall:))
        if let function = message["function_call"], function["name"] != nil { parts.append(.toolCall(ToolCall(id: nil, openAI: function))) }
        if let audio = message["audio"], let data = audio["data"]?.string {
            if let words = audio["transcript"]?.nonEmptyString { parts.append(.text(words)) }
            parts.append(.blob(modality: "audio", mimeType: nil, base64: data))
        }
        // A refusal ends with `stop`, which would pass it off as an answer.
        let reason = choice["finish_reason"]?.string.map(FinishReason.init(wire:))
        self.init(
            Role(rawValue: message["role"]?.string ?? Role.assistant.rawValue),
            parts: parts,
            finishReason: refusal == nil ? reason : .contentFilter
        )
    }

    /// What Mistral's models think, which is a list of texts.
    private static func thought(_ part: JSONValue) -> String? {
        guard part["type"]?.string == "thinking", let texts = part["thinking"]?.array else { return nil }
        let text = texts.compactMap { $0["text"]?.string }.joined()
        return text.isEmpty ? nil : text
    }

    /// Content is a text, or a list of parts.
    static func content(openAI content: JSONValue) -> [MessagePart] {
        switch content {
        case .string(let text): text.isEmpty ? [] : [.text(text)]
        case .array(let parts):
            parts.map { part in
                if let thought = thought(part) { return .reasoning(thought) }
                let text = part["text"]?.string ?? part["refusal"]?.string ?? part.string
                return text.map(MessagePart.text) ?? .other(type: part["type"]?.string ?? "unknown", part.object ?? [:])
            }
        default: []
        }
    }
}

extension MessagePart {
    fileprivate init(openAICall call: JSONValue) {
        if let function = call["function"] {
            self = .toolCall(ToolCall(id: call["id"]?.string, openAI: function))
        } else if let custom = call["custom"], let name = custom["name"]?.string {
            self = .toolCall(ToolCall(id: call["id"]?.string, name: name, arguments: custom["input"] ?? .null))
        } else {
            self = .other(type: call["type"]?.string ?? "unknown", call.object ?? [:])
        }
    }
}

extension ToolCall {
    /// - Parameter function: Its arguments are JSON as text; some servers send the value itself.
    fileprivate init(id: String?, openAI function: JSONValue) {
        let arguments: JSONValue =
            switch function["arguments"] {
            case .string(let text): (try? JSONValue(parsing: text)) ?? (text.isEmpty ? .null : .string(text))
            case let value?: value
            case nil: .null
            }
        self.init(id: id, name: function["name"]?.string ?? "", arguments: arguments)
    }
}

extension Usage {
    /// Nil where the totals are missing: a detail alone counts nothing.
    init?(openAI usage: JSONValue) {
        guard let input = usage["prompt_tokens"]?.count, let output = usage["completion_tokens"]?.count ?? usage.totalWithout(input) else {
            return nil
        }
        let inputDetails = usage["prompt_tokens_details"]
        self.init(
            inputTokens: input,
            outputTokens: output,
            cachedInputTokens: inputDetails?["cached_tokens"]?.count ?? usage["prompt_cache_hit_tokens"]?.count,
            cacheWriteInputTokens: inputDetails?["cache_write_tokens"]?.count ?? inputDetails?["cache_creation_tokens"]?.count,
            reasoningTokens: usage["completion_tokens_details"]?["reasoning_tokens"]?.count
        )
    }
}

extension JSONValue {
    /// The output where only input and total are told, as for embeddings.
    fileprivate func totalWithout(_ input: Int) -> Int? { self["total_tokens"]?.count.map { max($0 - input, 0) } }
}

extension [TokenProbability] {
    /// - Parameter probabilities: `logprobs` of a choice; nothing where there is none.
    init(openAI probabilities: JSONValue?) {
        let tokens = (probabilities?["content"]?.array ?? []) + (probabilities?["refusal"]?.array ?? [])
        self = tokens.compactMap { token in
            guard let text = token["token"]?.string, let logarithm = token["logprob"]?.number else { return nil }
            let alternatives = (token["top_logprobs"]?.array ?? []).compactMap { other -> TokenProbability.Alternative? in
                guard let text = other["token"]?.string, let logarithm = other["logprob"]?.number else { return nil }
                return TokenProbability.Alternative(token: text, logProbability: logarithm)
            }
            return TokenProbability(token: text, logProbability: logarithm, alternatives: alternatives)
        }
    }
}
