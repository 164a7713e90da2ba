extension OTLP {
    /// What kind of telemetry a request, a file or a queue holds.
    ///
    /// Source: OpenTelemetry glossary, "Signals".
    public enum Signal: String, Sendable, CaseIterable {
        case traces, metrics, logs
    }
}
