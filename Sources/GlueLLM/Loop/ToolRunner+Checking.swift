import GlueJSON
import GlueSemantics

extension ToolRunner {
    /// The arguments as hooks and guardrails leave them; nil where nothing changed.
    func checked(_ arguments: JSONValue, of call: ToolCall) async throws -> JSONValue? {
        guard hooks.has(.preTool) || guardrails.checks(.toolArguments) else { return nil }
        let text = arguments.text()
        var changed = try await ended { () async throws(LLMError) in
            try await hooks.run(.preTool, text, metadata: metadata(call))
        }
        changed = try await passed(changed, .toolArguments)
        // What is no JSON cannot be arguments: those of the model stay.
        guard changed != text, let value = try? JSONValue(parsing: changed) else { return nil }
        return value
    }

    /// A result as guardrails and hooks leave it.
    func checked(_ result: ToolResult, of call: ToolCall) async throws -> ToolResult {
        guard hooks.has(.postTool) || guardrails.checks(.toolResult) else { return result }
        let text = result.response.string ?? result.response.text()
        var changed = try await passed(text, .toolResult)
        changed = try await ended { () async throws(LLMError) in
            try await hooks.run(.postTool, changed, metadata: metadata(call))
        }
        guard changed != text else { return result }
        var result = result
        result.response = result.response.string == nil ? (try? JSONValue(parsing: changed)) ?? .string(changed) : .string(changed)
        return result
    }

    private func passed(_ text: String, _ direction: Guardrail.Direction) async throws -> String {
        guard guardrails.checks(direction) else { return text }
        // What a judge takes counts in the meters around; the totals of one tool run are not kept.
        var totals = Totals()
        do throws(LLMError) {
            switch try await guardrails.check(text, direction, &totals) {
            case .passed(let text): return text
            case .rejected(let name, let reason): throw guardrails.blocked(name, direction, reason)
            }
        } catch {
            // The model is told, and may go on otherwise.
            throw error.kind == .guardrail ? ToolFailure.denied(error.message) : error
        }
    }

    /// Whatever a hook ends its stage with ends the whole call.
    private func ended(_ run: () async throws(LLMError) -> String) async throws -> String {
        do throws(LLMError) {
            return try await run()
        } catch {
            throw HookEnd(error: error)
        }
    }

    private func metadata(_ call: ToolCall) -> JSONObject {
        var metadata: JSONObject = ["tool_name": .string(call.name)]
        if let id = call.id { metadata["tool_call_id"] = .string(id) }
        return metadata
    }
}

/// What a hook ended a whole call with, as told apart from what a tool threw.
struct HookEnd: Error {
    let error: LLMError
}
