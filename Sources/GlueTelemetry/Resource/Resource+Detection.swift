import Foundation
public import GlueOTLP

extension OTLP.Resource {
    /// What is known of the running process without being told.
    ///
    /// - Parameters:
    ///   - serviceName: Nil for `unknown_service` with the name of the executable.
    ///   - attributes: What else is known. It wins over what is detected.
    ///   - detectors: Asked in order. What a later one finds wins over what an earlier one found.
    ///
    /// Source: OpenTelemetry resource SDK; semantic conventions "Service", "Telemetry SDK", "Process", "Host", "OS",
    /// "Container".
    public static func detected(
        serviceName: String? = nil,
        attributes: [OTLP.KeyValue] = [],
        by detectors: [any ResourceDetector] = standardDetectors
    ) -> OTLP.Resource {
        let named = serviceName.map { [OTLP.KeyValue("service.name", .string($0))] } ?? []
        var merged: [OTLP.KeyValue] = []
        for attribute in detectors.flatMap({ $0.detect() }) + attributes + named {
            if let index = merged.firstIndex(where: { $0.key == attribute.key }) {
                merged[index] = attribute
            } else {
                merged.append(attribute)
            }
        }
        return OTLP.Resource(attributes: merged)
    }

    /// The service, this library, the process, the host, the operating system and the container.
    public static var standardDetectors: [any ResourceDetector] {
        [ServiceDetector(), ProcessDetector(), HostDetector(), OperatingSystemDetector(), ContainerDetector()]
    }
}

/// A name for the service where it has none, a number of its own for this instance, and what this library is.
public struct ServiceDetector: ResourceDetector {
    public init() {}

    public func detect() -> [OTLP.KeyValue] {
        [
            OTLP.KeyValue("service.name", .string("unknown_service:\(ProcessDetector.executableName)")),
            OTLP.KeyValue("service.instance.id", .string(UUID().uuidString.lowercased())),
            OTLP.KeyValue("telemetry.sdk.name", "gluellm"),
            OTLP.KeyValue("telemetry.sdk.language", "swift"),
            OTLP.KeyValue("telemetry.sdk.version", .string(TelemetryVersion.current)),
        ]
    }
}

/// The version of this library.
public enum TelemetryVersion {
    public static let current = "0.1.0"
}
