internal import COTLP
internal import CProtobufC

extension OTLP.Logs {
    /// Decodes an `ExportLogsServiceRequest`. Unknown fields are ignored.
    ///
    /// - Throws: ``OTLPError`` with field and offset.
    public init(protobuf bytes: [UInt8]) throws(OTLPError) {
        self = try Unpacking.message(bytes, opentelemetry__proto__collector__logs__v1__export_logs_service_request__init) { message in
            OTLP.Logs(unpackedList(message.resource_logs, message.n_resource_logs) { OTLP.ResourceLogs($0) })
        }
    }
}

extension OTLP.ResourceLogs {
    init(_ message: CResourceLogs) {
        self.init(
            resource: message.resource.map { OTLP.Resource($0.pointee) },
            scopeLogs: unpackedList(message.scope_logs, message.n_scope_logs) { OTLP.ScopeLogs($0) },
            schemaURL: String(message.schema_url)
        )
    }
}

extension OTLP.ScopeLogs {
    init(_ message: CScopeLogs) {
        self.init(
            scope: message.scope.map { OTLP.Scope($0.pointee) },
            logRecords: unpackedList(message.log_records, message.n_log_records) { OTLP.LogRecord($0) },
            schemaURL: String(message.schema_url)
        )
    }
}

extension OTLP.LogRecord {
    init(_ message: CLogRecord) {
        self.init(
            timeUnixNano: message.time_unix_nano,
            observedTimeUnixNano: message.observed_time_unix_nano,
            severityNumber: Int32(bitPattern: message.severity_number.rawValue),
            severityText: String(message.severity_text),
            body: message.body.map { OTLP.AnyValue($0.pointee) },
            attributes: .init(message.attributes, message.n_attributes),
            droppedAttributesCount: message.dropped_attributes_count,
            flags: message.flags,
            traceID: OTLP.TraceID(message.trace_id),
            spanID: OTLP.SpanID(message.span_id),
            eventName: String(message.event_name)
        )
    }
}
