extension OTLP {
    /// A request to a collector's log endpoint; a file of logs holds the same message.
    public struct Logs: Sendable, Hashable {
        public var resourceLogs: [ResourceLogs]

        public init(_ resourceLogs: [ResourceLogs] = []) { self.resourceLogs = resourceLogs }

        /// Every record, in the order of the message.
        public var records: [LogRecord] { resourceLogs.flatMap { $0.scopeLogs.flatMap(\.logRecords) } }
    }

    public struct ResourceLogs: Sendable, Hashable {
        public var resource: Resource?
        public var scopeLogs: [ScopeLogs]
        public var schemaURL: String

        public init(resource: Resource? = nil, scopeLogs: [ScopeLogs] = [], schemaURL: String = "") {
            self.resource = resource
            self.scopeLogs = scopeLogs
            self.schemaURL = schemaURL
        }
    }

    public struct ScopeLogs: Sendable, Hashable {
        public var scope: Scope?
        public var logRecords: [LogRecord]
        public var schemaURL: String

        public init(scope: Scope? = nil, logRecords: [LogRecord] = [], schemaURL: String = "") {
            self.scope = scope
            self.logRecords = logRecords
            self.schemaURL = schemaURL
        }
    }

    /// A log line, or an event where ``eventName`` is set.
    public struct LogRecord: Sendable, Hashable {
        /// When it happened, in nanoseconds since 1970 in UTC; 0 where that is not known.
        public var timeUnixNano: UInt64
        /// When the collecting side saw it.
        public var observedTimeUnixNano: UInt64
        /// 1 TRACE, 5 DEBUG, 9 INFO, 13 WARN, 17 ERROR, 21 FATAL; 0 where unknown.
        public var severityNumber: Int32
        public var severityText: String
        public var body: AnyValue?
        public var attributes: [KeyValue]
        public var droppedAttributesCount: UInt32
        /// The lowest eight bits are the W3C trace flags.
        public var flags: UInt32
        public var traceID: TraceID
        public var spanID: SpanID
        public var eventName: String

        public init(
            timeUnixNano: UInt64 = 0,
            observedTimeUnixNano: UInt64 = 0,
            severityNumber: Int32 = 0,
            severityText: String = "",
            body: AnyValue? = nil,
            attributes: [KeyValue] = [],
            droppedAttributesCount: UInt32 = 0,
            flags: UInt32 = 0,
            traceID: TraceID = .none,
            spanID: SpanID = .none,
            eventName: String = ""
        ) {
            self.timeUnixNano = timeUnixNano
            self.observedTimeUnixNano = observedTimeUnixNano
            self.severityNumber = severityNumber
            self.severityText = severityText
            self.body = body
            self.attributes = attributes
            self.droppedAttributesCount = droppedAttributesCount
            self.flags = flags
            self.traceID = traceID
            self.spanID = spanID
            self.eventName = eventName
        }
    }
}
