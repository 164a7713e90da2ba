internal import COTLP
internal import CProtobufC

/// A message as protobuf-c lays it out: a struct that begins with its descriptor.
protocol CMessage {
    /// Writes the empty message, with its descriptor.
    static func initialize(_ message: UnsafeMutablePointer<Self>)
}

/// The generated names, made readable.
enum C {
    typealias AnyValue = Opentelemetry__Proto__Common__V1__AnyValue
    typealias ArrayValue = Opentelemetry__Proto__Common__V1__ArrayValue
    typealias KeyValueList = Opentelemetry__Proto__Common__V1__KeyValueList
    typealias KeyValue = Opentelemetry__Proto__Common__V1__KeyValue
    typealias Scope = Opentelemetry__Proto__Common__V1__InstrumentationScope
    typealias EntityRef = Opentelemetry__Proto__Common__V1__EntityRef
    typealias Resource = Opentelemetry__Proto__Resource__V1__Resource

    typealias TraceRequest = Opentelemetry__Proto__Collector__Trace__V1__ExportTraceServiceRequest
    typealias ResourceSpans = Opentelemetry__Proto__Trace__V1__ResourceSpans
    typealias ScopeSpans = Opentelemetry__Proto__Trace__V1__ScopeSpans
    typealias Span = Opentelemetry__Proto__Trace__V1__Span
    typealias Event = Opentelemetry__Proto__Trace__V1__Span__Event
    typealias Link = Opentelemetry__Proto__Trace__V1__Span__Link
    typealias Status = Opentelemetry__Proto__Trace__V1__Status

    typealias LogsRequest = Opentelemetry__Proto__Collector__Logs__V1__ExportLogsServiceRequest
    typealias ResourceLogs = Opentelemetry__Proto__Logs__V1__ResourceLogs
    typealias ScopeLogs = Opentelemetry__Proto__Logs__V1__ScopeLogs
    typealias LogRecord = Opentelemetry__Proto__Logs__V1__LogRecord
}

extension C.AnyValue: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__common__v1__any_value__init(message) }
}

extension C.ArrayValue: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__common__v1__array_value__init(message) }
}

extension C.KeyValueList: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__common__v1__key_value_list__init(message) }
}

extension C.KeyValue: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__common__v1__key_value__init(message) }
}

extension C.Scope: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) {
        opentelemetry__proto__common__v1__instrumentation_scope__init(message)
    }
}

extension C.EntityRef: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__common__v1__entity_ref__init(message) }
}

extension C.Resource: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__resource__v1__resource__init(message) }
}

extension C.TraceRequest: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) {
        opentelemetry__proto__collector__trace__v1__export_trace_service_request__init(message)
    }
}

extension C.ResourceSpans: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__trace__v1__resource_spans__init(message) }
}

extension C.ScopeSpans: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__trace__v1__scope_spans__init(message) }
}

extension C.Span: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__trace__v1__span__init(message) }
}

extension C.Event: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__trace__v1__span__event__init(message) }
}

extension C.Link: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__trace__v1__span__link__init(message) }
}

extension C.Status: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__trace__v1__status__init(message) }
}

extension C.LogsRequest: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) {
        opentelemetry__proto__collector__logs__v1__export_logs_service_request__init(message)
    }
}

extension C.ResourceLogs: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__logs__v1__resource_logs__init(message) }
}

extension C.ScopeLogs: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__logs__v1__scope_logs__init(message) }
}

extension C.LogRecord: CMessage {
    static func initialize(_ message: UnsafeMutablePointer<Self>) { opentelemetry__proto__logs__v1__log_record__init(message) }
}
