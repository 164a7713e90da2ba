import Foundation
public import GlueOTLP

extension OTLP.Resource {
    /// What is known of the running process without being told.
    ///
    /// - Parameters:
    ///   - serviceName: Nil for `unknown_service` with the name of the executable.
    ///   - attributes: What else is known. It wins over what is detected.
    ///
    /// Source: OpenTelemetry resource SDK; semantic conventions "Service", "Telemetry SDK", "Process", "Host", "OS".
    public static func detected(serviceName: String? = nil, attributes: [OTLP.KeyValue] = []) -> OTLP.Resource {
        let process = ProcessInfo.processInfo
        let executable = process.arguments.first.map { URL(fileURLWithPath: $0).lastPathComponent } ?? process.processName
        let detected: [OTLP.KeyValue] = [
            OTLP.KeyValue("service.name", .string("unknown_service:\(executable)")),
            OTLP.KeyValue("service.instance.id", .string(UUID().uuidString.lowercased())),
            OTLP.KeyValue("telemetry.sdk.name", "gluellm"),
            OTLP.KeyValue("telemetry.sdk.language", "swift"),
            OTLP.KeyValue("telemetry.sdk.version", .string(TelemetryVersion.current)),
            OTLP.KeyValue("process.pid", .int(Int64(process.processIdentifier))),
            OTLP.KeyValue("process.executable.name", .string(executable)),
            OTLP.KeyValue("process.runtime.name", "swift"),
            OTLP.KeyValue("host.name", .string(process.hostName)),
            OTLP.KeyValue("os.type", "linux"),
        ]
        var merged = detected
        for attribute in attributes + (serviceName.map { [OTLP.KeyValue("service.name", .string($0))] } ?? []) {
            if let index = merged.firstIndex(where: { $0.key == attribute.key }) {
                merged[index] = attribute
            } else {
                merged.append(attribute)
            }
        }
        return OTLP.Resource(attributes: merged)
    }
}

/// The version of this library.
public enum TelemetryVersion {
    public static let current = "0.1.0"
}
