internal import COTLP
internal import CProtobufC

extension MessageBuilder {
    func request(_ logs: OTLP.Logs) -> UnsafeMutablePointer<C.LogsRequest> {
        let request = message(C.LogsRequest.self)
        (request.pointee.n_resource_logs, request.pointee.resource_logs) = list(logs.resourceLogs) { group, message in
            message.pointee.resource = group.resource.map(resource)
            message.pointee.schema_url = text(group.schemaURL)
            (message.pointee.n_scope_logs, message.pointee.scope_logs) = list(group.scopeLogs, fill)
        }
        return request
    }

    private func fill(_ group: OTLP.ScopeLogs, _ message: UnsafeMutablePointer<C.ScopeLogs>) {
        message.pointee.scope = group.scope.map(scope)
        message.pointee.schema_url = text(group.schemaURL)
        (message.pointee.n_log_records, message.pointee.log_records) = list(group.logRecords, fill)
    }

    func record(_ record: OTLP.LogRecord) -> UnsafeMutablePointer<C.LogRecord> {
        let message = message(C.LogRecord.self)
        fill(record, message)
        return message
    }

    private func fill(_ record: OTLP.LogRecord, _ message: UnsafeMutablePointer<C.LogRecord>) {
        message.pointee.time_unix_nano = record.timeUnixNano
        message.pointee.observed_time_unix_nano = record.observedTimeUnixNano
        message.pointee.severity_number.rawValue = UInt32(bitPattern: record.severityNumber)
        message.pointee.severity_text = text(record.severityText)
        message.pointee.body = record.body.map { value($0) }
        (message.pointee.n_attributes, message.pointee.attributes) = attributes(record.attributes)
        message.pointee.dropped_attributes_count = record.droppedAttributesCount
        message.pointee.flags = record.flags
        message.pointee.trace_id = identifier(record.traceID)
        message.pointee.span_id = identifier(record.spanID)
        message.pointee.event_name = text(record.eventName)
    }
}
