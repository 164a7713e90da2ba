public import GlueJSON
import GlueSemantics

extension BatchResult {
    /// The result as a line of a batch's output.
    public var json: JSONValue {
        var line: JSONObject = ["id": .string(id), "index": JSONValue(index)]
        switch outcome {
        case .success(let completion):
            line["text"] = .string(completion.text)
            line["value"] = completion.value
            line["model"] = .string(completion.model)
            line["response_id"] = completion.responseID.map(JSONValue.string)
            line["finish_reason"] = completion.finishReason.map { .string($0.rawValue) }
            if !completion.toolRuns.isEmpty {
                line["tools"] = .array(
                    completion.toolRuns.map { ["name": .string($0.call.name), "error": $0.errorType.map(JSONValue.string) ?? .null] }
                )
            }
        case .failure(let error):
            var object: JSONObject = ["type": .string(error.kind.rawValue), "message": .string(error.message)]
            object["status"] = error.status.map { JSONValue($0) }
            object["request_id"] = error.requestID.map(JSONValue.string)
            line["error"] = .object(object)
        }
        line["attempts"] = JSONValue(attempts)
        line.setTaken(by: self)
        line["elapsed_seconds"] = .number(elapsed.seconds)
        if !metadata.isEmpty { line["metadata"] = .object(metadata) }
        return .object(line)
    }
}

extension JSONObject {
    /// What the requests of an item took.
    mutating func setTaken(by result: BatchResult) {
        self["requests"] = JSONValue(result.requests)
        if let usage = result.usage {
            var object: JSONObject = [
                "input_tokens": JSONValue(usage.inputTokens), "output_tokens": JSONValue(usage.outputTokens),
            ]
            object["cached_input_tokens"] = usage.cachedInputTokens.map { JSONValue($0) }
            object["reasoning_tokens"] = usage.reasoningTokens.map { JSONValue($0) }
            self["usage"] = .object(object)
        }
        self["costs"] = result.costs.json
    }
}

extension BatchCosts {
    /// In US dollars, and the number of requests whose cost is not known.
    public var json: JSONValue {
        ["exact_usd": .number(exact), "estimated_usd": .number(estimated), "unknown": JSONValue(unknown)]
    }

    init(json: JSONValue?) {
        self.init(
            exact: json?["exact_usd"]?.number ?? 0,
            estimated: json?["estimated_usd"]?.number ?? 0,
            unknown: json?["unknown"]?.count ?? 0
        )
    }
}

extension Usage {
    init?(batch json: JSONValue?) {
        guard let input = json?["input_tokens"]?.count, let output = json?["output_tokens"]?.count else { return nil }
        self.init(
            inputTokens: input,
            outputTokens: output,
            cachedInputTokens: json?["cached_input_tokens"]?.count,
            reasoningTokens: json?["reasoning_tokens"]?.count
        )
    }
}
