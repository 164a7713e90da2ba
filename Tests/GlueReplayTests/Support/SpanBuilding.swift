import GlueOTLP

@testable import GlueReplay

extension OTLP.Span {
    /// A span with what a test is about; its number is its id and its time.
    static func made(
        _ number: UInt64,
        _ name: String,
        in parent: UInt64 = 0,
        kind: OTLP.SpanKind = .client,
        events: [OTLP.Event] = [],
        error: String? = nil,
        _ attributes: KeyValuePairs<String, OTLP.AnyValue>
    ) -> OTLP.Span {
        OTLP.Span(
            traceID: OTLP.TraceID(high: 1, low: 1),
            spanID: OTLP.SpanID(number),
            parentSpanID: OTLP.SpanID(parent),
            name: name,
            kind: kind,
            startTimeUnixNano: number * 1_000_000,
            endTimeUnixNano: (number + 1) * 1_000_000,
            attributes: attributes.map { OTLP.KeyValue($0.key, $0.value) },
            events: events,
            status: error.map { OTLP.Status(code: .error, message: $0) }
        )
    }
}

extension OTLP.Event {
    static func made(_ name: String, _ attributes: KeyValuePairs<String, OTLP.AnyValue>) -> OTLP.Event {
        OTLP.Event(name: name, attributes: attributes.map { OTLP.KeyValue($0.key, $0.value) })
    }
}

extension OTLP.LogRecord {
    static func made(
        _ name: String,
        of span: UInt64,
        _ body: OTLP.AnyValue? = nil,
        _ attributes: KeyValuePairs<String, OTLP.AnyValue> = [:]
    ) -> OTLP.LogRecord {
        OTLP.LogRecord(
            body: body,
            attributes: attributes.map { OTLP.KeyValue($0.key, $0.value) },
            traceID: OTLP.TraceID(high: 1, low: 1),
            spanID: OTLP.SpanID(span),
            eventName: name
        )
    }
}

extension OTLP.AnyValue {
    static func object(_ members: KeyValuePairs<String, OTLP.AnyValue>) -> OTLP.AnyValue {
        .map(members.map { OTLP.KeyValue($0.key, $0.value) })
    }
}

extension OTLP.Traces {
    init(scope: String, _ spans: OTLP.Span...) { self.init(scope: scope, spans) }

    init(scope: String, _ spans: [OTLP.Span]) {
        self.init([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(scope: OTLP.Scope(name: scope), spans: spans)])])
    }
}

extension OTLP.Logs {
    init(_ records: OTLP.LogRecord...) {
        self.init([OTLP.ResourceLogs(scopeLogs: [OTLP.ScopeLogs(logRecords: records)])])
    }
}
