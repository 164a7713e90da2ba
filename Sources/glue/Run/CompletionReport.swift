import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics

/// An answer for programs.
struct CompletionReport {
    var completion: Completion
    var traceID: OTLP.TraceID?

    init(_ completion: Completion, traceID: OTLP.TraceID?) {
        self.completion = completion
        self.traceID = traceID
    }

    var json: JSONValue {
        [
            "text": .string(completion.text),
            "model": .string(completion.model),
            "rounds": .integer(Int64(completion.rounds)),
            "finish_reason": completion.finishReason.map { .string($0.rawValue) } ?? .null,
            "usage": completion.usage.map {
                ["input_tokens": .integer(Int64($0.inputTokens)), "output_tokens": .integer(Int64($0.outputTokens))]
            } ?? .null,
            "cost_usd": completion.cost.map(JSONValue.number) ?? .null,
            "cost_kind": .string(completion.costKind.rawValue),
            "tools": .array(
                completion.toolRuns.map {
                    ["name": .string($0.call.name), "error": $0.errorType.map(JSONValue.string) ?? .null]
                }
            ),
            "trace_id": traceID.map { .string($0.description) } ?? .null,
        ]
    }
}
