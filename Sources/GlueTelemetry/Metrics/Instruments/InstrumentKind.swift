public import GlueOTLP

/// What an instrument measures, which decides how its measurements are added up and over which time.
///
/// Source: OpenTelemetry metrics API, "Instrument".
public enum InstrumentKind: String, Sendable, Hashable, CaseIterable {
    /// A sum that only grows: `Counter` and `FloatingPointCounter`.
    case counter
    /// A sum that also falls: a `Meter` whose definition says so.
    case upDownCounter
    /// A value of the moment: `Gauge`, `Meter`, and a `Recorder` that does not aggregate.
    case gauge
    /// A distribution: `Recorder` and `Timer`.
    case histogram
    /// A growing sum that is read when metrics are collected.
    case observableCounter
    /// A sum that also falls and is read when metrics are collected.
    case observableUpDownCounter
    /// A value that is read when metrics are collected.
    case observableGauge

    var isMonotonic: Bool { self == .counter || self == .observableCounter || self == .histogram }
}

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
