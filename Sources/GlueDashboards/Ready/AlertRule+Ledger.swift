import GlueSemantics

extension AlertRule {
    /// The telemetry itself: without it nothing else here can be trusted.
    static let ledger = [
        AlertRule(
            "GlueLLMTelemetryDropped",
            .critical,
            .increase(SDKMetrics.spansProcessed.events.lost, by: [.destination, .errorType]),
            above: 0,
            window: "10m",
            lasting: "0m",
            summary: "{job} loses spans before they are sent to {otel_component_name}: {error_type}",
            description: "{value} spans in 10 minutes. A full queue wants a larger bound, or a destination that takes more.",
            examples: [
                .firing(lost(SDKMetrics.spansProcessed, "queue_full", "0+1x60"), "10", reason("queue_full")),
                .silent(lost(SDKMetrics.spansProcessed, "queue_full", "7x60")),
                // That is what a sampler is for.
                .silent(lost(SDKMetrics.spansProcessed, SDKMetrics.sampled, "0+50x60")),
            ]
        ),
        AlertRule(
            "GlueLLMTelemetryGivenUp",
            .critical,
            .increase(SDKMetrics.spansExported.events.failed, by: [.destination, .errorType]),
            above: 0,
            window: "10m",
            lasting: "0m",
            summary: "{otel_component_name} does not take spans of {job}: {error_type}",
            description: "{value} spans in 10 minutes. The telemetry's own log has the destination's answer.",
            examples: [
                .firing(lost(SDKMetrics.spansExported, "refused", "0+1x60"), "10", reason("refused")),
                .silent(lost(SDKMetrics.spansExported, "refused", "7x60")),
            ]
        ),
        AlertRule(
            "GlueLLMTelemetryWaits",
            .warning,
            .current(SDKMetrics.spanQueueSize.level, by: [.destination]),
            above: 10_000,
            lasting: "15m",
            summary: "{job}: {value} spans wait for {otel_component_name}",
            description: "It is away or too slow. Nothing is lost until the queue is at its bound; then spans are dropped.",
            examples: [
                .firing([.init(SDKMetrics.spanQueueSize.level, [(.destination, "d")], "20000x60")], "20k", [(.destination, "d")]),
                .silent([.init(SDKMetrics.spanQueueSize.level, [(.destination, "d")], "500x60")]),
            ]
        ),
    ]

    private static func reason(_ reason: String) -> [(Label, String)] { [(.destination, "d"), (.errorType, reason)] }

    private static func lost(_ metric: MetricDefinition, _ why: String, _ values: String) -> [AlertExample.Series] {
        [.init(metric.events, [(.destination, "d")], "0+100x60"), .init(metric.events, reason(why), values)]
    }
}
