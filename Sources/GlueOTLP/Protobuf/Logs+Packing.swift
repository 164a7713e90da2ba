internal import COTLP

extension OTLP.Logs {
    /// The bytes of an `ExportLogsServiceRequest`.
    public func protobuf() -> [UInt8] {
        PackedMessage { arena in
            let message = arena.message(opentelemetry__proto__collector__logs__v1__export_logs_service_request__init)
            message.pointee.n_resource_logs = resourceLogs.count
            message.pointee.resource_logs = arena.list(resourceLogs) { $0.resourceLogs($1) }
            return message
        }.bytes()
    }
}

extension OTLP.LogRecord {
    /// The LogRecord message, ready to be written to a place of its size.
    package func prepared() -> PackedMessage { PackedMessage { $0.logRecord(self) } }
}

extension OTLP {
    /// A LogRecord message of attributes alone: appended to the bytes of another, it adds to that one's attributes.
    package static func preparedLogRecord(attributes: [KeyValue]) -> PackedMessage {
        PackedMessage { arena in
            let message = arena.message(opentelemetry__proto__logs__v1__log_record__init)
            message.pointee.n_attributes = attributes.count
            message.pointee.attributes = arena.attributes(attributes)
            return message
        }
    }
}

extension MessageArena {
    fileprivate mutating func resourceLogs(_ group: OTLP.ResourceLogs) -> UnsafeMutablePointer<CResourceLogs> {
        let message = message(opentelemetry__proto__logs__v1__resource_logs__init)
        if let resource = group.resource { message.pointee.resource = self.resource(resource) }
        message.pointee.n_scope_logs = group.scopeLogs.count
        message.pointee.scope_logs = list(group.scopeLogs) { $0.scopeLogs($1) }
        message.pointee.schema_url = data(group.schemaURL)
        return message
    }

    private mutating func scopeLogs(_ group: OTLP.ScopeLogs) -> UnsafeMutablePointer<CScopeLogs> {
        let message = message(opentelemetry__proto__logs__v1__scope_logs__init)
        if let scope = group.scope { message.pointee.scope = self.scope(scope) }
        message.pointee.n_log_records = group.logRecords.count
        message.pointee.log_records = list(group.logRecords) { $0.logRecord($1) }
        message.pointee.schema_url = data(group.schemaURL)
        return message
    }

    fileprivate mutating func logRecord(_ record: OTLP.LogRecord) -> UnsafeMutablePointer<CLogRecord> {
        let message = message(opentelemetry__proto__logs__v1__log_record__init)
        message.pointee.time_unix_nano = record.timeUnixNano
        message.pointee.observed_time_unix_nano = record.observedTimeUnixNano
        message.pointee.severity_number = .init(rawValue: UInt32(bitPattern: record.severityNumber))
        message.pointee.severity_text = data(record.severityText)
        if let body = record.body { message.pointee.body = value(body) }
        message.pointee.n_attributes = record.attributes.count
        message.pointee.attributes = attributes(record.attributes)
        message.pointee.dropped_attributes_count = record.droppedAttributesCount
        message.pointee.flags = record.flags
        message.pointee.trace_id = data(record.traceID)
        message.pointee.span_id = data(record.spanID)
        message.pointee.event_name = data(record.eventName)
        return message
    }
}
