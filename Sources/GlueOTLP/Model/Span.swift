extension OTLP {
    /// One finished operation of a trace.
    public struct Span: Sendable, Hashable {
        public var traceID: TraceID
        public var spanID: SpanID
        /// W3C tracestate, as it came.
        public var traceState: String
        /// ``SpanID/none`` on a root.
        public var parentSpanID: SpanID
        /// The lowest eight bits are the W3C trace flags; `0x100` says that `0x200` (the parent is in another process) is known.
        public var flags: UInt32
        public var name: String
        public var kind: SpanKind
        /// Nanoseconds since 1970 in UTC.
        public var startTimeUnixNano: UInt64
        /// Nanoseconds since 1970 in UTC.
        public var endTimeUnixNano: UInt64
        public var attributes: [KeyValue]
        public var droppedAttributesCount: UInt32
        public var events: [Event]
        public var droppedEventsCount: UInt32
        public var links: [Link]
        public var droppedLinksCount: UInt32
        /// Nil where the message held none, which means unset.
        public var status: Status?

        public init(
            traceID: TraceID = .none,
            spanID: SpanID = .none,
            traceState: String = "",
            parentSpanID: SpanID = .none,
            flags: UInt32 = 0,
            name: String = "",
            kind: SpanKind = .unspecified,
            startTimeUnixNano: UInt64 = 0,
            endTimeUnixNano: UInt64 = 0,
            attributes: [KeyValue] = [],
            droppedAttributesCount: UInt32 = 0,
            events: [Event] = [],
            droppedEventsCount: UInt32 = 0,
            links: [Link] = [],
            droppedLinksCount: UInt32 = 0,
            status: Status? = nil
        ) {
            self.traceID = traceID
            self.spanID = spanID
            self.traceState = traceState
            self.parentSpanID = parentSpanID
            self.flags = flags
            self.name = name
            self.kind = kind
            self.startTimeUnixNano = startTimeUnixNano
            self.endTimeUnixNano = endTimeUnixNano
            self.attributes = attributes
            self.droppedAttributesCount = droppedAttributesCount
            self.events = events
            self.droppedEventsCount = droppedEventsCount
            self.links = links
            self.droppedLinksCount = droppedLinksCount
            self.status = status
        }
    }

    /// Which side of which kind of call a span is. Values that are not listed survive as they came.
    public struct SpanKind: RawRepresentable, Sendable, Hashable {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }

        public static let unspecified = SpanKind(rawValue: 0)
        public static let `internal` = SpanKind(rawValue: 1)
        public static let server = SpanKind(rawValue: 2)
        public static let client = SpanKind(rawValue: 3)
        public static let producer = SpanKind(rawValue: 4)
        public static let consumer = SpanKind(rawValue: 5)
    }

    /// How an operation ended.
    public struct Status: Sendable, Hashable {
        public struct Code: RawRepresentable, Sendable, Hashable {
            public var rawValue: Int32
            public init(rawValue: Int32) { self.rawValue = rawValue }

            public static let unset = Code(rawValue: 0)
            public static let ok = Code(rawValue: 1)
            public static let error = Code(rawValue: 2)
        }

        public var code: Code
        public var message: String

        public init(code: Code = .unset, message: String = "") {
            self.code = code
            self.message = message
        }
    }

    /// Something that happened at one moment of a span.
    public struct Event: Sendable, Hashable {
        public var timeUnixNano: UInt64
        public var name: String
        public var attributes: [KeyValue]
        public var droppedAttributesCount: UInt32

        public init(timeUnixNano: UInt64 = 0, name: String = "", attributes: [KeyValue] = [], droppedAttributesCount: UInt32 = 0) {
            self.timeUnixNano = timeUnixNano
            self.name = name
            self.attributes = attributes
            self.droppedAttributesCount = droppedAttributesCount
        }
    }

    /// A span that this one has to do with, in this trace or another.
    public struct Link: Sendable, Hashable {
        public var traceID: TraceID
        public var spanID: SpanID
        public var traceState: String
        public var attributes: [KeyValue]
        public var droppedAttributesCount: UInt32
        public var flags: UInt32

        public init(
            traceID: TraceID = .none,
            spanID: SpanID = .none,
            traceState: String = "",
            attributes: [KeyValue] = [],
            droppedAttributesCount: UInt32 = 0,
            flags: UInt32 = 0
        ) {
            self.traceID = traceID
            self.spanID = spanID
            self.traceState = traceState
            self.attributes = attributes
            self.droppedAttributesCount = droppedAttributesCount
            self.flags = flags
        }
    }
}
