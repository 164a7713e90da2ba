import CoreMetrics
public import Foundation
public import GlueOTLP
public import Logging
import Tracing

extension Telemetry {
    /// Makes the telemetry that of the process, for every library that uses swift-distributed-tracing, swift-metrics and
    /// swift-log.
    ///
    /// To be called once, at the start: each of the three stops a process that bootstraps it twice. Whoever bootstraps one
    /// of them otherwise leaves its signal out:
    /// ```swift
    /// let telemetry = Telemetry.bootstrap(installing: [.traces, .metrics])
    /// LoggingSystem.bootstrap { label in
    ///     MultiplexLogHandler([telemetry.logHandler(label: label), MyLogHandler(label: label)])
    /// }
    /// ```
    /// - Parameters:
    ///   - signals: What to install.
    ///   - metadataProvider: Adds metadata to every log record.
    ///   - logHandler: The log beside the exported one.
    public static func bootstrap(
        _ settings: TelemetrySettings = TelemetrySettings(environment: ProcessInfo.processInfo.environment),
        installing signals: Set<OTLP.Signal> = Set(OTLP.Signal.allCases),
        metadataProvider: Logger.MetadataProvider? = nil,
        logHandler: @escaping @Sendable (_ label: String, Logger.MetadataProvider?) -> any LogHandler = { label, provider in
            StreamLogHandler.standardError(label: label, metadataProvider: provider)
        }
    ) -> Telemetry {
        let telemetry = Telemetry(settings)
        if signals.contains(.traces) { InstrumentationSystem.bootstrap(telemetry.tracer) }
        if signals.contains(.metrics) { MetricsSystem.bootstrap(telemetry.metrics) }
        if signals.contains(.logs) {
            LoggingSystem.bootstrap(
                { label, provider in
                    MultiplexLogHandler([
                        telemetry.logHandler(label: label, metadataProvider: provider), logHandler(label, provider),
                    ])
                },
                metadataProvider: metadataProvider
            )
        }
        return telemetry
    }

    /// A handler for a logger, to be put beside others.
    ///
    /// - Parameter level: The least severe level that is exported.
    public func logHandler(
        label: String,
        level: Logger.Level = .info,
        metadataProvider: Logger.MetadataProvider? = nil
    ) -> OTLPLogHandler {
        OTLPLogHandler(label: label, level: level, metadataProvider: metadataProvider, recorder: logRecorder)
    }

    /// Takes events that have a name and structured attributes.
    public var events: OTLPEventEmitter { OTLPEventEmitter(recorder: logRecorder) }

    /// The metrics since the start, in the form that Prometheus asked for; see ``PrometheusText``.
    ///
    /// - Parameter accept: The request's header `Accept`.
    public func prometheusText(accept: String? = nil) -> PrometheusText {
        PrometheusText(metrics.collect(), resource: settings.resource, accept: accept)
    }
}
