public import GlueJSON
import GlueSemantics

extension Exchange {
    /// The exchange as one line of `glue exchanges`.
    public var json: JSONValue {
        [
            "index": .integer(Int64(index)),
            "trace_id": .string("\(traceID)"),
            "span_id": .string("\(spanID)"),
            "provider": .optional(provider),
            "model": .optional(model),
            "response_model": .optional(responseModel),
            "response_id": .optional(responseID),
            "streamed": streamed.map(JSONValue.bool) ?? .null,
            "input": input.inputJSON,
            "output": .array(output.map(\.json)),
            "tools": tools.map { .array($0.map { .string($0.name) }) } ?? .null,
            "usage": usage?.json ?? .null,
            "finish_reason": .optional(finishReason?.rawValue),
            "error": error.map { ["type": .string($0.type), "message": .string($0.message)] } ?? .null,
            "missing": .array(missing.map { .string($0.rawValue) }),
        ]
    }
}

extension Usage {
    fileprivate var json: JSONValue {
        [
            "input_tokens": .integer(Int64(inputTokens)),
            "output_tokens": .integer(Int64(outputTokens)),
            "cached_input_tokens": cachedInputTokens.map { .integer(Int64($0)) } ?? .null,
        ]
    }
}

extension JSONValue {
    static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
