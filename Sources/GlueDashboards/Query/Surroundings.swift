import GlueSemantics

/// Where a query stands: over which time it is asked, of which series, and what its answers keep apart in any case.
public struct Surroundings: Sendable {
    /// A duration, or the variable that stands for one.
    let window: String
    let filters: @Sendable (MetricDefinition) -> [Matcher]
    let labels: [Label]

    /// A graph of a dashboard: the window that Grafana takes for rates at the graph's resolution.
    public static let graph = dashboard(window: "$__rate_interval")

    /// A number of a dashboard: the time that it shows, as a whole.
    public static let number = dashboard(window: "$__range")

    /// A rule, which is asked of all services, each by itself.
    public static func rule(window: String) -> Self { Self(window: window, filters: { _ in [] }, labels: [.job]) }

    /// Narrowed to what is chosen at the dashboard's top.
    private static func dashboard(window: String) -> Self {
        Self(
            window: window,
            filters: { metric in
                [.matching(.job, Variable.job.reference)] + (metric.isToldByModel ? [.matching(.model, Variable.model.reference)] : [])
            },
            labels: []
        )
    }
}

extension MetricDefinition {
    /// Whether its series have the label of a model. What tools, workflows and the telemetry do is no model's.
    var isToldByModel: Bool { Self.toldByModel.contains(self) }

    private static let toldByModel: Set<MetricDefinition> = [
        GenAI.Metrics.inferenceDuration, GenAI.Metrics.timeToFirstChunk, GenAI.Metrics.timePerOutputChunk, GenAI.Metrics.inputTokens,
        GenAI.Metrics.outputTokens, GenAI.Metrics.cacheReadInputTokens, GenAI.Metrics.cacheWriteInputTokens,
        GenAI.Metrics.reasoningOutputTokens, GenAI.Metrics.operationInputTokens, GenAI.Metrics.operationOutputTokens,
        GenAI.Metrics.invokeAgentDuration, GenAI.Metrics.operationDuration, Glue.Metrics.callCost, Glue.Metrics.callsOfUnknownCost,
        Glue.Metrics.retryDelay, Glue.Metrics.rateLimitWait, Glue.Metrics.keyChanges,
    ]
}
