/// The metrics by which an SDK tells of itself.
///
/// Source: OpenTelemetry semantic conventions, "SDK metrics" (development).
public enum SDKMetrics {
    /// What they are told apart by.
    public enum Attributes {
        /// Names the part of the SDK within the process; a destination's name here.
        public static let componentName = "otel.component.name"
        /// Marks the series that takes what exceeds the bound of series.
        public static let overflow = "otel.metric.overflow"
    }

    /// The `error.type` of spans that a sampler decided against after they had ended: they are not exported, and not lost.
    public static let sampled = "sampled"

    public static let spansProcessed = MetricDefinition(
        "otel.sdk.processor.span.processed",
        .counter,
        unit: "{span}",
        "Sampled spans that ended and do not wait any more"
    )
    public static let spanQueueSize = MetricDefinition(
        "otel.sdk.processor.span.queue.size",
        .upDownCounter,
        unit: "{span}",
        "Sampled spans that ended and wait for a destination"
    )
    public static let spansExported = MetricDefinition(
        "otel.sdk.exporter.span.exported",
        .counter,
        unit: "{span}",
        "Spans whose export is over"
    )
    public static let logsProcessed = MetricDefinition(
        "otel.sdk.processor.log.processed",
        .counter,
        unit: "{log_record}",
        "Log records that do not wait any more"
    )
    public static let logQueueSize = MetricDefinition(
        "otel.sdk.processor.log.queue.size",
        .upDownCounter,
        unit: "{log_record}",
        "Log records that wait for a destination"
    )
    public static let logsExported = MetricDefinition(
        "otel.sdk.exporter.log.exported",
        .counter,
        unit: "{log_record}",
        "Log records whose export is over"
    )
    /// The conventions count data points; the queue counts metrics, which hold them.
    public static let metricsProcessed = MetricDefinition(
        "gluellm.sdk.processor.metric.processed",
        .counter,
        unit: "{metric}",
        "Metrics that were read and do not wait any more"
    )
    public static let metricQueueSize = MetricDefinition(
        "gluellm.sdk.processor.metric.queue.size",
        .upDownCounter,
        unit: "{metric}",
        "Metrics that were read and wait for a destination"
    )
    public static let metricsExported = MetricDefinition(
        "gluellm.sdk.exporter.metric.exported",
        .counter,
        unit: "{metric}",
        "Metrics whose export is over"
    )

    public static let all = [
        spansProcessed, spanQueueSize, spansExported, logsProcessed, logQueueSize, logsExported, metricsProcessed, metricQueueSize,
        metricsExported,
    ]
}
