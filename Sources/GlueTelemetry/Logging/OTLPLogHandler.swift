import GlueOTLP
import GlueSemantics
public import Logging
import ServiceContextModule

/// The logs of a ``Telemetry``: the backend of swift-log.
///
/// A record has the trace and the span that are current where it is logged; the logger's label is its instrumentation
/// scope, metadata become attributes, lists and dictionaries in them kept. ``Telemetry/bootstrap(_:installing:metadataProvider:logHandler:)``
/// installs it beside another handler; by hand, that is:
/// ```swift
/// LoggingSystem.bootstrap { label in
///     MultiplexLogHandler([telemetry.logHandler(label: label), StreamLogHandler.standardError(label: label)])
/// }
/// ```
/// What the telemetry itself has to say, and whatever is logged while a destination exports, does not come back as
/// telemetry: it would make more of itself for ever.
///
/// Source: OpenTelemetry logs data model, "Log and Event Record Definition"; semantic conventions, "Exceptions in logs",
/// "Source code attributes".
public struct OTLPLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let recorder: LogRecorder

    init(label: String, level: Logger.Level, metadataProvider: Logger.MetadataProvider?, recorder: LogRecorder) {
        self.label = label
        self.recorder = recorder
        self.metadataProvider = metadataProvider
        logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        guard recorder.isEnabled, !ExportActivity.isUnderWay else { return }
        let now = recorder.clock.now
        recorder.record(
            OTLP.LogRecord(
                timeUnixNano: now,
                observedTimeUnixNano: now,
                severityNumber: event.level.severityNumber,
                severityText: event.level.rawValue,
                body: .string(event.message.description),
                attributes: attributes(of: event)
            ),
            scope: label,
            context: ServiceContext.current
        )
    }

    /// What is logged comes first where a limit cuts: location and error are few.
    private func attributes(of event: LogEvent) -> [OTLP.KeyValue] {
        var all = metadata
        if let provided = metadataProvider?.get(), !provided.isEmpty { all.merge(provided) { $1 } }
        if let own = event.metadata, !own.isEmpty { all.merge(own) { $1 } }
        var attributes = recorder.encoder.attributes(all)
        if let error = event.error {
            attributes.append(OTLP.KeyValue(ErrorNames.exceptionType, .string(SpanRecorder.typeName(of: error))))
            attributes.append(OTLP.KeyValue(ErrorNames.exceptionMessage, .string("\(error)")))
        }
        if recorder.settings.tellsLocation {
            attributes.append(OTLP.KeyValue(SourceCode.Attributes.filePath, .string(event.file)))
            attributes.append(OTLP.KeyValue(SourceCode.Attributes.lineNumber, .int(Int64(event.line))))
            attributes.append(OTLP.KeyValue(SourceCode.Attributes.functionName, .string(event.function)))
        }
        return attributes
    }
}

extension Logger.Level {
    /// Source: OpenTelemetry logs data model, "Severity Fields"; notice lies between info and warning.
    var severityNumber: Int32 {
        switch self {
        case .trace: 1
        case .debug: 5
        case .info: 9
        case .notice: 10
        case .warning: 13
        case .error: 17
        case .critical: 21
        }
    }
}
