import GlueSemantics

extension Dashboard {
    /// Rate, errors and duration of everything that asks a model.
    static let overview = Dashboard(
        uid: "gluellm-overview",
        title: "GlueLLM / GenAI overview",
        description: "Rate, errors and duration of model calls and completions: whether the service is well, and where it is not.",
        lead: GenAI.Metrics.inferenceDuration,
        rows: [
            Row("At a glance", glance),
            Row("Model calls: rate, errors, duration", modelCalls),
            Row("Completions and embeddings", completions),
        ]
    )

    private static let calls = GenAI.Metrics.inferenceDuration
    private static let agents = GenAI.Metrics.invokeAgentDuration

    private static let glance = [
        Panel("Model calls", "How many calls of a model ended, each with all its attempts.", .number, Target(.increase(calls.events))),
        Panel(
            "Failed calls",
            "The part of the model calls that failed after all attempts.",
            .number,
            Target(.share(calls.events.failed, of: calls.events))
        ).thresholds(warning: 0.01, critical: 0.05),
        Panel("Duration p95", "95 of 100 model calls took no longer.", .number, Target(.quantile(0.95, calls.spread))),
        Panel(
            "Tokens",
            "Tokens that went in, those from a cache included, and came out, those of reasoning included.",
            .number,
            Target(.increase(GenAI.Metrics.inputTokens.amount), "in"),
            Target(.increase(GenAI.Metrics.outputTokens.amount), "out"),
            noValue: "No tokens"
        ),
        Panel(
            "Cost",
            "What the model calls cost whose price is known.",
            .number,
            Target(.increase(Glue.Metrics.callCost.amount)),
            noValue: "No known cost"
        ),
        Panel("Completions", "How many completions ended, tool rounds included.", .number, Target(.increase(agents.events))),
        Panel(
            "Failed completions",
            "The part of the completions that failed.",
            .number,
            Target(.share(agents.events.failed, of: agents.events))
        ).thresholds(warning: 0.01, critical: 0.05),
    ]

    private static let modelCalls = [
        Panel("Calls by model", "Model calls that ended, each second.", .graph, Target(.rate(calls.events, by: [.model]))),
        Panel(
            "Failures by type",
            "Model calls that failed after all attempts, by error.type.",
            .graph,
            Target(.rate(calls.events.failed, by: [.errorType])),
            noValue: "No failures"
        ),
        .percentiles("Duration", "How long model calls take, with all their attempts. The dots are calls with a trace.", of: calls.spread),
        Panel("Calls by provider", "Model calls that ended, each second.", .graph, Target(.rate(calls.events, by: [.provider]))),
        Panel(
            "Failed part by model",
            "The part of each model's calls that failed.",
            .graph,
            Target(.share(calls.events.failed, of: calls.events, by: [.model]))
        ),
        Panel(
            "Duration p95 by model",
            "95 of 100 calls of each model take no longer.",
            .graph,
            Target(.quantile(0.95, calls.spread, by: [.model]))
        ),
    ]

    private static let completions = [
        Panel(
            "Completions by agent",
            "Completions that ended, each second. Those of a client without a name stand together.",
            .graph,
            Target(.rate(agents.events, by: [.agent]), "completions")
        ),
        Panel(
            "Failed completions by type",
            "Completions that failed, by error.type.",
            .graph,
            Target(.rate(agents.events.failed, by: [.errorType])),
            noValue: "No failures"
        ),
        .percentiles("Completion duration", "How long completions take, tools included.", of: agents.spread),
        Panel(
            "Model calls per completion",
            "A growing number tells of tools that do not bring what the model looks for.",
            .graph,
            Target(
                .mean(GenAI.Metrics.invokeAgentInferenceCalls.amount, per: GenAI.Metrics.invokeAgentInferenceCalls.events, by: [.agent]),
                "calls"
            )
        ),
        Panel(
            "Tools per completion",
            "How many tools a completion runs.",
            .graph,
            Target(.mean(GenAI.Metrics.invokeAgentToolCalls.amount, per: GenAI.Metrics.invokeAgentToolCalls.events, by: [.agent]), "tools")
        ),
        Panel(
            "Embeddings by model",
            "Requests for vectors that ended, each second.",
            .graph,
            Target(
                .rate(
                    GenAI.Metrics.operationDuration.events.where(
                        .equal(Label(GenAI.Attributes.operationName), GenAI.Operations.embeddings)
                    ),
                    by: [.model]
                )
            ),
            noValue: "No embeddings"
        ),
    ]
}
