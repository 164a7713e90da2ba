import GlueSemantics

extension Dashboard {
    /// What runs beside and around model calls.
    static let tools = Dashboard(
        uid: "gluellm-tools",
        title: "GlueLLM / Tools and workflows",
        description: "Tools, workflows and their steps, guardrails and hooks: rate, errors and duration of each.",
        lead: GenAI.Metrics.invokeAgentToolCalls,
        rows: [
            Row("At a glance", glance),
            Row("Tools", toolPanels),
            Row("Tools of other processes, by the Model Context Protocol", mcpPanels),
            Row("Workflows", workflowPanels),
            Row("Steps of workflows", stepPanels),
            Row("Guardrails and hooks", checkPanels),
        ]
    )

    private static let runs = GenAI.Metrics.executeToolDuration
    private static let flows = GenAI.Metrics.invokeWorkflowDuration
    private static let steps = Glue.Metrics.workflowStepDuration
    private static let asked = MCPNames.Metrics.clientOperationDuration
    private static let served = MCPNames.Metrics.serverOperationDuration
    private static let checks = Glue.Metrics.guardrailDuration
    private static let hooks = Glue.Metrics.hookDuration

    private static let glance = [
        Panel("Tool runs", "How many runs of a tool ended.", .number, Target(.increase(runs.events)), noValue: "No tools run"),
        Panel(
            "Failed tool runs",
            "The part of the runs whose response was an error; the model is told and goes on.",
            .number,
            Target(.share(runs.events.failed, of: runs.events)),
            noValue: "No tools run"
        ).thresholds(warning: 0.05, critical: 0.2),
        Panel(
            "Tool duration p95",
            "95 of 100 runs took no longer.",
            .number,
            Target(.quantile(0.95, runs.spread)),
            noValue: "No tools run"
        ),
        Panel("Workflows", "How many runs of a workflow ended.", .number, Target(.increase(flows.events)), noValue: "No workflows run"),
        Panel(
            "Failed workflows",
            "The part of the workflow runs that failed.",
            .number,
            Target(.share(flows.events.failed, of: flows.events)),
            noValue: "No workflows run"
        ).thresholds(warning: 0.01, critical: 0.1),
        Panel("Steps", "How many steps of workflows ended.", .number, Target(.increase(steps.events)), noValue: "No workflows run"),
        Panel("Checks", "How often a guardrail looked at something.", .number, Target(.increase(checks.events)), noValue: "No guardrails"),
    ]

    private static let toolPanels = [
        Panel("Runs by tool", "Runs that ended, each second.", .graph, Target(.rate(runs.events, by: [.tool])), noValue: "No tools run"),
        Panel(
            "Failed part by tool",
            "The part of each tool's runs whose response was an error.",
            .graph,
            Target(.share(runs.events.failed, of: runs.events, by: [.tool])),
            noValue: "No tools run"
        ),
        .percentiles("Tool duration", "How long tools run.", of: runs.spread, noValue: "No tools run"),
        Panel(
            "Failures by tool and type",
            "Runs whose response was an error, by error.type.",
            .graph,
            Target(.rate(runs.events.failed, by: [.tool, .errorType])),
            noValue: "No failures"
        ),
        Panel(
            "Duration p95 by tool",
            "95 of 100 runs of each tool take no longer.",
            .graph,
            Target(.quantile(0.95, runs.spread, by: [.tool])),
            noValue: "No tools run"
        ),
    ]

    private static let mcpPanels = [
        Panel(
            "MCP requests by method",
            "Requests to MCP servers that ended, each second, seen from the client.",
            .graph,
            Target(.rate(asked.events, by: [.mcpMethod])),
            noValue: "No MCP servers asked"
        ),
        Panel(
            "Failed part by MCP method",
            "The part of the requests that failed; of `tools/call` also those whose result tells of a failure.",
            .graph,
            Target(.share(asked.events.failed, of: asked.events, by: [.mcpMethod])),
            noValue: "No MCP servers asked"
        ),
        Panel(
            "MCP request duration p95 by method",
            "95 of 100 requests take no longer, the way to the server and back included.",
            .graph,
            Target(.quantile(0.95, asked.spread, by: [.mcpMethod])),
            noValue: "No MCP servers asked"
        ),
        Panel(
            "MCP sessions",
            "Sessions with servers that ended, each second. Many short ones tell of a server that does not stay.",
            .graph,
            Target(.rate(MCPNames.Metrics.clientSessionDuration.events), "sessions"),
            noValue: "No MCP servers asked"
        ),
        Panel(
            "Served MCP requests by method",
            "Requests that this service answered as an MCP server, each second.",
            .graph,
            Target(.rate(served.events, by: [.mcpMethod])),
            noValue: "No MCP requests served"
        ),
        Panel(
            "Served MCP duration p95 by method",
            "95 of 100 answers took no longer.",
            .graph,
            Target(.quantile(0.95, served.spread, by: [.mcpMethod])),
            noValue: "No MCP requests served"
        ),
    ]

    private static let workflowPanels = [
        Panel(
            "Runs by workflow",
            "Runs that ended, each second.",
            .graph,
            Target(.rate(flows.events, by: [.workflow])),
            noValue: "No workflows run"
        ),
        Panel(
            "Failed part by workflow",
            "The part of each workflow's runs that failed.",
            .graph,
            Target(.share(flows.events.failed, of: flows.events, by: [.workflow])),
            noValue: "No workflows run"
        ),
        .percentiles("Workflow duration", "How long runs take, with all their steps.", of: flows.spread, noValue: "No workflows run"),
    ]

    private static let stepPanels = [
        Panel(
            "Steps by executor",
            "Steps that ended, each second, by who answered them.",
            .graph,
            Target(.rate(steps.events, by: [.workflow, .executor])),
            noValue: "No workflows run"
        ),
        Panel(
            "Failed part by executor",
            "The part of each executor's steps that failed.",
            .graph,
            Target(.share(steps.events.failed, of: steps.events, by: [.workflow, .executor])),
            noValue: "No workflows run"
        ),
        Panel(
            "Step duration p95 by executor",
            "The slowest executor is where a workflow's time goes.",
            .graph,
            Target(.quantile(0.95, steps.spread, by: [.workflow, .executor])),
            noValue: "No workflows run"
        ),
    ]

    private static let checkPanels = [
        Panel(
            "Checks by outcome",
            "What guardrails made of what they saw, each second.",
            .graph,
            Target(.rate(checks.events, by: [.guardrail, .guardrailOutcome])),
            noValue: "No guardrails"
        ),
        Panel(
            "Check duration p95 by guardrail",
            "Every call waits for it.",
            .graph,
            Target(.quantile(0.95, checks.spread, by: [.guardrail])),
            noValue: "No guardrails"
        ),
        Panel(
            "Hooks by outcome",
            "What came of hooks, each second: `skipped`, `fallback` and `aborted` are failures.",
            .graph,
            Target(.rate(hooks.events, by: [.hook, .hookOutcome])),
            noValue: "No hooks"
        ),
        Panel(
            "Hook duration p95 by hook",
            "Every stage waits for its hooks.",
            .graph,
            Target(.quantile(0.95, hooks.spread, by: [.hook])),
            noValue: "No hooks"
        ),
    ]
}
