import GlueJSON
import GlueOTLP

extension OTLP.TraceTree {
    /// The tree for programs: what the text shows, one object a span, in the same order.
    var json: JSONValue {
        ["trace_id": .string(traceID.description), "spans": .array(nodes.map(Self.json))]
    }

    private static func json(_ node: Node) -> JSONValue {
        let summary = SpanSummary(node.span)
        return [
            "span_id": .string(node.span.spanID.description),
            "parent_span_id": node.span.parentSpanID.isValid ? .string(node.span.parentSpanID.description) : .null,
            "depth": .integer(Int64(node.depth)),
            "name": .string(node.span.name),
            "start_unix_nano": .string(String(node.span.startTimeUnixNano)),
            "duration_ns": .integer(Int64(clamping: summary.nanoseconds)),
            "input_tokens": summary.inputTokens.map(JSONValue.integer) ?? .null,
            "output_tokens": summary.outputTokens.map(JSONValue.integer) ?? .null,
            "cost_usd": summary.cost.map(JSONValue.number) ?? .null,
            "error": summary.error.map(JSONValue.string) ?? .null,
        ]
    }
}
