/// The telemetry that a file holds: traces, logs and metrics in any of the forms in which they are kept.
///
/// ```swift
/// let file = try TelemetryFile(bytes: [UInt8](Data(contentsOf: url)))
/// for span in file.traces.spans { print(span.name) }
/// ```
public struct TelemetryFile: Sendable, Hashable {
    public var traces: OTLP.Traces
    public var logs: OTLP.Logs
    public var metrics: OTLP.Metrics

    public init(traces: OTLP.Traces = OTLP.Traces(), logs: OTLP.Logs = OTLP.Logs(), metrics: OTLP.Metrics = OTLP.Metrics()) {
        self.traces = traces
        self.logs = logs
        self.metrics = metrics
    }

    /// Adds what another file holds: traces and their logs may come in files of their own.
    public mutating func append(_ other: TelemetryFile) {
        traces.resourceSpans += other.traces.resourceSpans
        logs.resourceLogs += other.logs.resourceLogs
        metrics.resourceMetrics += other.metrics.resourceMetrics
    }

    /// Whether not even a resource is in it.
    public var isEmpty: Bool { traces.resourceSpans.isEmpty && logs.resourceLogs.isEmpty && metrics.resourceMetrics.isEmpty }
}
