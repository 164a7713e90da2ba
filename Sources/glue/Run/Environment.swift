import Foundation

/// The process's variables as a command reads them.
enum Environment {
    static var current: [String: String] { ProcessInfo.processInfo.environment }

    /// What senders and readers show to a scope; nil where nothing is set.
    static var scopeToken: String? { current["GLUE_SCOPE_TOKEN"].flatMap { $0.isEmpty ? nil : $0 } }

    /// The variables with what the command line says of a collector, which wins.
    ///
    /// Without either nothing is exported: a command that somebody types has no collector by default. Metrics and logs of a
    /// command are never exported: what it does is in its spans.
    static func forSpans(otlp: String?) -> [String: String] {
        var variables = current
        if let otlp {
            let isWhole = otlp.hasSuffix("/v1/traces")
            variables["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = isWhole ? otlp : nil
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = isWhole ? nil : otlp
            variables["OTEL_TRACES_EXPORTER"] = "otlp"
        } else if variables["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "" == "", variables["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? "" == "" {
            variables["OTEL_TRACES_EXPORTER"] = "none"
        }
        variables["OTEL_METRICS_EXPORTER"] = "none"
        variables["OTEL_LOGS_EXPORTER"] = "none"
        if variables["OTEL_SERVICE_NAME"] ?? "" == "" { variables["OTEL_SERVICE_NAME"] = "glue" }
        return variables
    }
}
