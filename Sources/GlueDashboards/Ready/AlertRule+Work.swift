import GlueSemantics

extension AlertRule {
    /// Tools and workflows.
    static let work = [
        AlertRule(
            "GlueLLMToolFails",
            .warning,
            .share(tools.events.failed, of: tools.events, by: [.tool]),
            above: 0.2,
            lasting: "10m",
            summary: "{job}: {value} of the runs of the tool {gen_ai_tool_name} fail",
            description: "The model is told so and tries on, which takes rounds and tokens. The tool's spans say how it fails.",
            examples: [
                .firing(runs("0+3x60", "0+1x60"), "25%", [(.tool, "t")]), .silent(runs("0+9x60", "0+1x60")),
            ]
        ),
        AlertRule(
            "GlueLLMWorkflowFails",
            .warning,
            .share(flows.events.failed, of: flows.events, by: [.workflow]),
            above: 0.1,
            lasting: "10m",
            summary: "{job}: {value} of the runs of the workflow {gen_ai_workflow_name} fail",
            description: "The panel \"Failed part by executor\" says which step it is.",
            examples: [
                .firing(
                    [.init(flows.events, flow, "0+3x60"), .init(flows.events, flow + [(.errorType, "server")], "0+1x60")],
                    "25%",
                    [(.workflow, "w")]
                ),
                .silent([.init(flows.events, flow, "0+3x60")]),
            ]
        ),
    ]

    private static let tools = GenAI.Metrics.executeToolDuration
    private static let flows = GenAI.Metrics.invokeWorkflowDuration
    private static let flow = [(Label.workflow, "w")]

    private static func runs(_ good: String, _ failed: String) -> [AlertExample.Series] {
        [.init(tools.events, [(.tool, "t")], good), .init(tools.events, [(.tool, "t"), (.errorType, "tool")], failed)]
    }
}
