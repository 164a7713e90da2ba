/// Which measurements may become exemplars.
///
/// Source: OpenTelemetry metrics SDK, "ExemplarFilter"; `OTEL_METRICS_EXEMPLAR_FILTER`.
public enum ExemplarFilter: String, Sendable, Hashable, CaseIterable {
    /// Those that were taken in a sampled span.
    case traceBased = "trace_based"
    case alwaysOn = "always_on"
    case alwaysOff = "always_off"
}
