public import GlueOTLP

/// Finds out something of what the telemetry is from.
///
/// ```swift
/// struct ReleaseDetector: ResourceDetector {
///     func detect() -> [OTLP.KeyValue] { [OTLP.KeyValue("service.version", .string(release))] }
/// }
/// let settings = TelemetrySettings(resource: .detected(by: OTLP.Resource.standardDetectors + [ReleaseDetector()]))
/// ```
/// Source: OpenTelemetry resource SDK, "Detecting resource information from the environment".
public protocol ResourceDetector: Sendable {
    /// What it finds; nothing where it finds nothing. It is called while the service starts: it should not wait for anything.
    func detect() -> [OTLP.KeyValue]
}
