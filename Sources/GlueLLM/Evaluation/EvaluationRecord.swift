public import Foundation
public import GlueJSON
public import GlueSemantics

/// One call as it is kept for evaluation: what was asked, what came of it, what it took.
public struct EvaluationRecord: Sendable, Hashable {
    public var id: String
    /// The id of the scope in which the call was made, see `CorrelationID`; nil outside any.
    public var correlationID: String?
    /// When the call ended.
    public var time: Date
    public var provider: String
    /// The model that answered, as it named itself; else the one that was asked.
    public var model: String
    /// The agent's name; nil for a client without one.
    public var agent: String?
    public var systemPrompt: String?
    /// What was said before and the prompt; empty where content is not kept.
    public var messages: [Message]
    /// The names of the tools that the model was offered.
    public var tools: [String]
    /// The answer's text; nil where there is none or content is not kept. An empty answer is an empty text.
    public var response: String?
    /// The answer as JSON; nil where no form was asked for.
    public var value: JSONValue?
    /// The provider's name for the answer.
    public var responseID: String?
    public var finishReason: FinishReason?
    public var toolRuns: [ToolRun]
    public var rounds: Int
    public var latency: Duration
    public var usage: Usage?
    public var cost: Cost
    /// An ``LLMError/Kind-swift.enum``; nil where the call did its work. Calls that were blocked or cancelled have one too.
    public var errorType: String?
    /// Without secrets and content.
    public var errorMessage: String?

    public var isSuccess: Bool { errorType == nil }

    /// The record as JSON. Times are in milliseconds, costs in US dollars.
    public var json: JSONValue {
        var object: JSONObject = ["id": .string(id)]
        object["correlation_id"] = correlationID.map(JSONValue.string)
        object["timestamp"] = .string(time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        object["provider"] = .string(provider)
        object["model"] = .string(model)
        object["agent"] = agent.map(JSONValue.string)
        object["system_prompt"] = systemPrompt.map(JSONValue.string)
        if !messages.isEmpty {
            object["user_message"] = messages.last { $0.role == .user }.map { .string($0.text) }
            object["messages"] = messages.inputJSON
        }
        object["response"] = response.map(JSONValue.string)
        object["value"] = value
        object["response_id"] = responseID.map(JSONValue.string)
        object["finish_reason"] = finishReason.map { .string($0.rawValue) }
        object["tools_available"] = .array(tools.map(JSONValue.string))
        object["tool_runs"] = .array(toolRuns.map(Self.json))
        object["rounds"] = JSONValue(rounds)
        object["latency_ms"] = .number(latency.seconds * 1000)
        object["usage"] = usage.map {
            [
                "input_tokens": JSONValue($0.inputTokens), "output_tokens": JSONValue($0.outputTokens),
                "total_tokens": JSONValue($0.totalTokens),
            ]
        }
        object["cost_usd"] = cost.dollars.map(JSONValue.number)
        object["cost_kind"] = .string(cost.kind.rawValue)
        object["success"] = .bool(isSuccess)
        object["error_type"] = errorType.map(JSONValue.string)
        object["error_message"] = errorMessage.map(JSONValue.string)
        return .object(object)
    }

    private static func json(_ run: ToolRun) -> JSONValue {
        var object: JSONObject = ["name": .string(run.call.name)]
        if !run.call.arguments.isNull { object["arguments"] = run.call.arguments }
        if !run.response.isNull { object["response"] = run.response }
        object["error"] = run.errorType.map(JSONValue.string)
        return .object(object)
    }
}
