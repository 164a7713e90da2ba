import GlueSemantics

extension Dashboard {
    /// What the engine does so that a call succeeds in the end, and what that takes.
    static let limits = Dashboard(
        uid: "gluellm-limits",
        title: "GlueLLM / Rate limits and retries",
        description: "Retries, waits for rate limits, fallbacks and changes of keys: trouble that callers do not see as errors yet.",
        lead: GenAI.Metrics.inferenceDuration,
        rows: [
            Row("At a glance", glance),
            Row("Retries", retryPanels),
            Row("Rate limits", limitPanels),
            Row("Fallbacks and keys", wayPanels),
        ]
    )

    private static let calls = GenAI.Metrics.inferenceDuration
    private static let retries = Glue.Metrics.retryDelay
    private static let waits = Glue.Metrics.rateLimitWait
    private static let throttled = calls.events.where(.equal(.errorType, "rate_limit"))

    private static let glance = [
        Panel("Retries", "Attempts that were made again.", .number, Target(.increase(retries.events)), noValue: "None"),
        Panel(
            "Retries per call",
            "How many attempts beyond the first a model call takes.",
            .number,
            Target(.mean(retries.events.where(.equal(Label(GenAI.Attributes.operationName), GenAI.Operations.chat)), per: calls.events))
        ).thresholds(warning: 0.1, critical: 0.5),
        Panel("Waits for a limit", "Calls that waited for their turn.", .number, Target(.increase(waits.events)), noValue: "None"),
        Panel("Time waited for limits", "By all calls together.", .number, Target(.increase(waits.amount)), noValue: "None"),
        Panel(
            "Calls ended by a limit",
            "The part of the calls that failed because the provider throttled them, or because the wait would have been too long.",
            .number,
            Target(.share(throttled, of: calls.events))
        ).thresholds(warning: 0.01, critical: 0.05),
        Panel(
            "Fallbacks",
            "Calls that went on to another model.",
            .number,
            Target(.increase(Glue.Metrics.fallbacks.events)),
            noValue: "None"
        ),
        Panel(
            "Changes of key",
            "Attempts that went on with another key.",
            .number,
            Target(.increase(Glue.Metrics.keyChanges.events)),
            noValue: "None"
        ),
    ]

    private static let retryPanels = [
        Panel(
            "Retries by cause",
            "Each second, by the error.type of the attempt that failed.",
            .graph,
            Target(.rate(retries.events, by: [.errorType])),
            noValue: "No retries"
        ),
        Panel("Retries by model", "Each second.", .graph, Target(.rate(retries.events, by: [.model])), noValue: "No retries"),
        .percentiles(
            "Wait before a retry",
            "As the backoff or the provider's Retry-After has it.",
            of: retries.spread,
            noValue: "No retries"
        ),
    ]

    private static let limitPanels = [
        Panel(
            "Waits by model",
            "Calls that waited for their turn, each second.",
            .graph,
            Target(.rate(waits.events, by: [.model])),
            noValue: "No waits"
        ),
        .percentiles("Wait for a limit", "How long calls wait for their turn.", of: waits.spread, noValue: "No waits"),
        Panel(
            "Time waited by model",
            "The part of a second that is waited each second: above 100 % several calls wait at once.",
            .graph,
            Target(.rate(waits.amount, by: [.model])),
            noValue: "No waits"
        ),
        Panel(
            "Calls ended by a limit, by model",
            "The part of each model's calls that failed by a rate limit.",
            .graph,
            Target(.share(throttled, of: calls.events, by: [.model]))
        ),
    ]

    private static let wayPanels = [
        Panel(
            "Fallbacks by way",
            "From which model to which one, each second.",
            .graph,
            Target(.rate(Glue.Metrics.fallbacks.events, by: [.fallbackFrom, .fallbackTo])),
            noValue: "No fallbacks"
        ),
        Panel(
            "Fallbacks by cause",
            "Each second, by the error.type of the call that failed.",
            .graph,
            Target(.rate(Glue.Metrics.fallbacks.events, by: [.errorType])),
            noValue: "No fallbacks"
        ),
        Panel(
            "Changes of key by cause",
            "Each second, by why the provider did not take the key before.",
            .graph,
            Target(.rate(Glue.Metrics.keyChanges.events, by: [.errorType])),
            noValue: "No changes"
        ),
    ]
}
