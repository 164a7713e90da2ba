import GlueSemantics

extension RecordingRule {
    /// What is asked of long times, where raw series would be slow.
    public static let all = [
        RecordingRule(.rate(GenAI.Metrics.inferenceDuration.events, by: [.model]), "rate"),
        RecordingRule(.share(failed, of: GenAI.Metrics.inferenceDuration.events, by: [.model]), "failed_share"),
        RecordingRule(.quantile(0.5, GenAI.Metrics.inferenceDuration.spread, by: [.model]), "p50_"),
        RecordingRule(.quantile(0.95, GenAI.Metrics.inferenceDuration.spread, by: [.model]), "p95_"),
        RecordingRule(.quantile(0.99, GenAI.Metrics.inferenceDuration.spread, by: [.model]), "p99_"),
        RecordingRule(.quantile(0.95, GenAI.Metrics.timeToFirstChunk.spread, by: [.model]), "p95_"),
        RecordingRule(.rate(GenAI.Metrics.inputTokens.amount, by: [.model]), "rate"),
        RecordingRule(.rate(GenAI.Metrics.outputTokens.amount, by: [.model]), "rate"),
        RecordingRule(.share(GenAI.Metrics.cacheReadInputTokens.amount, of: GenAI.Metrics.inputTokens.amount, by: [.model]), "share"),
        RecordingRule(.hourly(Glue.Metrics.callCost.amount, by: [.model]), "hourly", window: "15m"),
        RecordingRule(.rate(GenAI.Metrics.executeToolDuration.events, by: [.tool]), "rate"),
        RecordingRule(
            .share(GenAI.Metrics.executeToolDuration.events.failed, of: GenAI.Metrics.executeToolDuration.events, by: [.tool]),
            "failed_share"
        ),
        RecordingRule(.quantile(0.95, GenAI.Metrics.invokeWorkflowDuration.spread, by: [.workflow]), "p95_"),
    ]

    private static let failed = GenAI.Metrics.inferenceDuration.events.failed
}
