import GlueSemantics

extension Expectations {
    static let tools: [String: Expectation] = [
        "Tool runs": [{ $0.sum($0.toolRuns.once) }],
        "Failed tool runs": [{ $0.ratio($0.toolRuns.failed.once, to: $0.toolRuns.once) }],
        "Tool duration p95": percentile(0.95, GenAI.Metrics.executeToolDuration) { $0.toolRuns },
        "Workflows": [{ $0.sum($0.workflows.once) }],
        "Failed workflows": [{ $0.ratio($0.workflows.failed.once, to: $0.workflows.once) }],
        "Steps": [{ $0.sum($0.steps.once) }],
        "Checks": [{ $0.sum($0.checks.once) }],
        "Runs by tool": [{ $0.perSecond($0.toolRuns.once, by: byTool) }],
        "Failed part by tool": [{ $0.ratio($0.toolRuns.failed.once, to: $0.toolRuns.once, by: byTool) }],
        "Tool duration": percentiles(GenAI.Metrics.executeToolDuration) { $0.toolRuns },
        "Failures by tool and type": [{ $0.perSecond($0.toolRuns.failed.once, by: byTool + byError) }],
        "Duration p95 by tool": percentile(0.95, GenAI.Metrics.executeToolDuration, by: "gen_ai_tool_name") { $0.toolRuns },
        "MCP requests by method": [{ $0.perSecond($0.mcpRequests.once, by: byMethod) }],
        "Failed part by MCP method": [{ $0.ratio($0.mcpRequests.failed.once, to: $0.mcpRequests.once, by: byMethod) }],
        "MCP request duration p95 by method": percentile(0.95, MCPNames.Metrics.clientOperationDuration, by: "mcp_method_name") {
            $0.mcpRequests
        },
        // Each begins with one greeting.
        "MCP sessions": [{ $0.perSecond($0.mcpRequests.with("mcp_method_name", "initialize").once) }],
        "Served MCP requests by method": [{ $0.perSecond($0.servedMCP.once, by: byMethod) }],
        "Served MCP duration p95 by method": percentile(0.95, MCPNames.Metrics.serverOperationDuration, by: "mcp_method_name") {
            $0.servedMCP
        },
        "Runs by workflow": [{ $0.perSecond($0.workflows.once, by: byWorkflow) }],
        "Failed part by workflow": [{ $0.ratio($0.workflows.failed.once, to: $0.workflows.once, by: byWorkflow) }],
        "Workflow duration": percentiles(GenAI.Metrics.invokeWorkflowDuration) { $0.workflows },
        "Steps by executor": [{ $0.perSecond($0.steps.once, by: byExecutor) }],
        "Failed part by executor": [{ $0.ratio($0.steps.failed.once, to: $0.steps.once, by: byExecutor) }],
        "Step duration p95 by executor": percentile(
            0.95,
            Glue.Metrics.workflowStepDuration,
            by: "gen_ai_workflow_name",
            "gluellm_workflow_step_executor"
        ) { $0.steps },
        "Checks by outcome": [{ $0.perSecond($0.checks.once, by: ["gluellm_guardrail_name", "gluellm_guardrail_outcome"]) }],
        "Check duration p95 by guardrail": percentile(0.95, Glue.Metrics.guardrailDuration, by: "gluellm_guardrail_name") { $0.checks },
        "Hooks by outcome": [{ $0.perSecond($0.hooks.once, by: ["gluellm_hook_name", "gluellm_hook_outcome"]) }],
        "Hook duration p95 by hook": percentile(0.95, Glue.Metrics.hookDuration, by: "gluellm_hook_name") { $0.hooks },
    ]
}
