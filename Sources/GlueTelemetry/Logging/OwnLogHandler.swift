import Logging

/// The log of the telemetry itself, whichever it is: what goes through it does not come back as telemetry.
struct OwnLogHandler: LogHandler {
    private var handler: any LogHandler

    init(_ handler: any LogHandler) { self.handler = handler }

    var logLevel: Logger.Level {
        get { handler.logLevel }
        set { handler.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue }
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { handler.metadataProvider }
        set { handler.metadataProvider = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) { ExportActivity.$isUnderWay.withValue(true) { handler.log(event: event) } }
}

extension Logger {
    /// The same logger for the telemetry's own use.
    var forTelemetry: Logger {
        guard !(handler is OwnLogHandler) else { return self }
        return Logger(label: label) { _ in OwnLogHandler(handler) }
    }
}
