import GlueOTLP
public import GlueSemantics
public import ServiceContextModule

/// The events of a ``Telemetry``: log records with a name.
public struct OTLPEventEmitter: EventEmitter {
    let recorder: LogRecorder

    public var isEnabled: Bool { recorder.isEnabled }

    public func emit(_ event: StructuredEvent, scope: String, context: ServiceContext) {
        guard recorder.isEnabled else { return }
        let now = recorder.clock.now
        let encoder = recorder.encoder
        recorder.record(
            OTLP.LogRecord(
                timeUnixNano: now,
                observedTimeUnixNano: now,
                severityNumber: event.severity.rawValue,
                body: event.body.map { encoder.value($0) },
                attributes: event.attributes.map { key, value in OTLP.KeyValue(key, encoder.value(value)) },
                eventName: event.name
            ),
            scope: scope,
            context: context
        )
    }
}
