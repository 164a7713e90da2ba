public import GlueOTLP

/// Whether a reader wants what was added since it last read, or since the start.
///
/// Source: OpenTelemetry OTLP metrics exporter, `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`.
public enum TemporalityPreference: String, Sendable, Hashable, CaseIterable {
    /// Everything since the start.
    case cumulative
    /// Counters and histograms since the last reading; sums that also fall since the start.
    case delta
    /// As delta, only that counters which are read at collection time stay cumulative: neither needs a memory of what was
    /// told before.
    case lowMemory = "lowmemory"

    /// Of the metrics of a kind. Gauges have none; they are told as they were last set.
    public func temporality(of kind: InstrumentKind) -> OTLP.Temporality {
        switch (self, kind) {
        case (.delta, .counter), (.delta, .observableCounter), (.delta, .histogram), (.lowMemory, .counter), (.lowMemory, .histogram):
            .delta
        default: .cumulative
        }
    }
}
