public import GlueJSON
import GlueSemantics

extension ProcessEvent {
    /// The event as JSON; times are in seconds.
    public var json: JSONValue {
        var object: JSONObject = ["event": .string(name), "model": .string(model), "elapsed": .number(elapsed.seconds)]
        if let correlationID { object["correlation_id"] = .string(correlationID) }
        for member in details { object[member.key] = member.value }
        return .object(object)
    }

    /// What the kind of event tells beyond its name.
    var details: JSONObject {
        switch kind {
        case .llmCallStart(let iteration, let messages):
            ["iteration": .integer(Int64(iteration)), "message_count": .integer(Int64(messages))]
        case .llmCallEnd(let iteration, let toolCalls, let usage, let cost):
            [
                "iteration": .integer(Int64(iteration)), "tool_call_count": .integer(Int64(toolCalls)),
                "token_usage": usage.map { Self.json($0) } ?? .null, "cost_usd": cost.dollars.map(JSONValue.number) ?? .null,
                "cost_kind": .string(cost.kind.rawValue),
            ]
        case .llmCallError(let iteration, let type, let message):
            ["iteration": .integer(Int64(iteration)), "error_type": .string(type), "error": .string(message)]
        case .toolCallStart(let name, let index): ["tool_name": .string(name), "call_index": .integer(Int64(index))]
        case .toolCallEnd(let name, let index, let took, let errorType):
            [
                "tool_name": .string(name), "call_index": .integer(Int64(index)), "success": .bool(errorType == nil),
                "duration_seconds": .number(took.seconds), "error": errorType.map(JSONValue.string) ?? .null,
            ]
        case .toolRoute(let query, let matched):
            ["route_query": .string(query), "matched_tools": .array(matched.map(JSONValue.string))]
        case .streamStart, .streamEnd: [:]
        case .streamChunk(let text), .reasoningChunk(let text): ["content": .string(text)]
        case .modelFallback(let from, let to, let errorType):
            ["from": .string(from), "to": .string(to), "error_type": .string(errorType)]
        case .complete(let toolCalls, let length):
            ["tool_calls_made": .integer(Int64(toolCalls)), "response_length": .integer(Int64(length))]
        }
    }

    private static func json(_ usage: Usage) -> JSONValue {
        [
            "prompt": .integer(Int64(usage.inputTokens)), "completion": .integer(Int64(usage.outputTokens)),
            "total": .integer(Int64(usage.totalTokens)),
        ]
    }
}
