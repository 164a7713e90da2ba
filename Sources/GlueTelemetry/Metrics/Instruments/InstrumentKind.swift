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
