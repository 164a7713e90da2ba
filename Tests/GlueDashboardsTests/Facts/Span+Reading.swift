import GlueOTLP

extension OTLP.Span {
    func text(_ key: String) -> String? { attributes[key]?.string }
    func number(_ key: String) -> Double? { attributes[key]?.number }

    var seconds: Double { Double(endTimeUnixNano - startTimeUnixNano) / 1e9 }

    /// The end of the span, with what Prometheus calls its attributes.
    func happening(_ value: Double) -> Happening {
        let names = [
            "gen_ai_request_model": "gen_ai.request.model", "gen_ai_provider_name": "gen_ai.provider.name",
            "gen_ai_agent_name": "gen_ai.agent.name", "gen_ai_tool_name": "gen_ai.tool.name",
            "gen_ai_workflow_name": "gen_ai.workflow.name", "error_type": "error.type",
            "mcp_method_name": "mcp.method.name", "gluellm_workflow_step_executor": "gluellm.workflow.step.executor",
            "gluellm_guardrail_outcome": "gluellm.guardrail.outcome", "gluellm_hook_outcome": "gluellm.hook.outcome",
        ]
        return Happening(time: endTimeUnixNano, labels: names.compactMapValues { text($0) }, value: value)
    }
}

extension OTLP.AnyValue {
    var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}
