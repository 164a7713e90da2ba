import GlueJSON
import GlueSemantics
import NIOHTTP1

extension OpenAIProvider {
    /// - Throws: ``LLMError/Kind/invalidResponse`` where the body is no chat completion; the error that it tells of where
    ///   a gateway put one into an answer of status 200.
    func response(_ answer: HTTPExchange.Answer) throws(LLMError) -> ModelResponse {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: answer.body)
        } catch {
            throw invalid("is no JSON", answer)
        }
        guard let choices = json["choices"]?.array else {
            if let error = json["error"], !error.isNull { throw failure(answer) }
            throw invalid("has no list of choices", answer)
        }
        return ModelResponse(
            id: json["id"]?.string,
            model: json["model"]?.string,
            choices: choices.map(Message.init(openAI:)),
            usage: json["usage"].flatMap(Usage.init(openAI:)),
            details: details(json)
        )
    }

    private func details(_ json: JSONValue) -> [String: String] {
        var details: [String: String] = [:]
        details[OpenAINames.responseServiceTier] = json["service_tier"]?.string
        details[OpenAINames.responseSystemFingerprint] = json["system_fingerprint"]?.string
        return details
    }

    private func invalid(_ what: String, _ answer: HTTPExchange.Answer) -> LLMError {
        LLMError(
            .invalidResponse,
            "the answer \(what); check whether \(exchange.endpoint.redactedURL) serves chat completions",
            provider: name,
            status: Int(answer.status.code),
            requestID: requestID(answer)
        )
    }
}

extension Message {
    /// A choice of a chat completion.
    init(openAI choice: JSONValue) {
        let message = choice["message"] ?? .null
        var parts: [MessagePart] = []
        // `reasoning_content` is DeepSeek's and litellm's, `reasoning` OpenRouter's and vLLM's.
        if let text = message["reasoning_content"]?.string ?? message["reasoning"]?.string, !text.isEmpty { parts.append(.reasoning(text)) }
        parts += Self.content(message["content"] ?? .null)
        let refusal = message["refusal"]?.string
        if let refusal { parts.append(.text(refusal)) }
        parts += (message["tool_calls"]?.array ?? []).map(MessagePart.init(openAICall:))
        if let function = message["function_call"], function["name"] != nil { parts.append(.toolCall(ToolCall(id: nil, openAI: function))) }
        // A refusal ends with `stop`, which would pass it off as an answer.
        let reason = choice["finish_reason"]?.string.map(FinishReason.init(wire:))
        self.init(
            Role(rawValue: message["role"]?.string ?? Role.assistant.rawValue),
            parts: parts,
            finishReason: refusal == nil ? reason : .contentFilter
        )
    }

    /// Content is a text, or a list of parts.
    private static func content(_ content: JSONValue) -> [MessagePart] {
        switch content {
        case .string(let text): text.isEmpty ? [] : [.text(text)]
        case .array(let parts):
            parts.map { part in
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
    /// A number of tokens; nil for what cannot be one. A trillion of them still add up without overflow.
    fileprivate var count: Int? { integer.flatMap { (0...1_000_000_000_000).contains($0) ? Int($0) : nil } }

    /// The output where only input and total are told, as for embeddings.
    fileprivate func totalWithout(_ input: Int) -> Int? { self["total_tokens"]?.count.map { max($0 - input, 0) } }
}
