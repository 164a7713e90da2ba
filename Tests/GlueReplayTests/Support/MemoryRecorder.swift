import GlueOTLP
import GlueReplay
import InMemoryTracing
import Synchronization
import Tracing

/// Keeps spans in memory and hands them out as OTLP: an independent writer of what the readers read.
struct MemoryRecorder: StepRecorder {
    private let memory: InMemoryTracer

    init() {
        let counter = Counter()
        memory = InMemoryTracer(
            idGenerator: InMemoryTracer.IDGenerator(
                nextTraceID: { "\(OTLP.TraceID(high: 7, low: counter.next()))" },
                nextSpanID: { "\(OTLP.SpanID(counter.next()))" }
            )
        )
    }

    var tracer: any Tracer { memory }

    func traces() async -> OTLP.Traces {
        let spans = memory.finishedSpans.map(OTLP.Span.init)
        return OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(scope: OTLP.Scope(name: "GlueLLM"), spans: spans)])])
    }

    private final class Counter: Sendable {
        private let count = Atomic<UInt64>(0)
        func next() -> UInt64 { count.wrappingAdd(1, ordering: .relaxed).newValue }
    }
}

extension OTLP.Span {
    fileprivate init(_ span: FinishedInMemorySpan) {
        self.init(
            traceID: OTLP.TraceID(hex: span.traceID) ?? .none,
            spanID: OTLP.SpanID(hex: span.spanID) ?? .none,
            parentSpanID: span.parentSpanID.flatMap { OTLP.SpanID(hex: $0) } ?? .none,
            name: span.operationName,
            kind: span.kind == .client ? .client : .internal,
            startTimeUnixNano: span.startInstant.nanosecondsSinceEpoch,
            endTimeUnixNano: span.endInstant.nanosecondsSinceEpoch,
            attributes: span.attributes.otlp,
            events: span.events.map { OTLP.Event(timeUnixNano: $0.nanosecondsSinceEpoch, name: $0.name, attributes: $0.attributes.otlp) },
            status: span.status.map { OTLP.Status(code: $0.code == .error ? .error : .ok, message: $0.message ?? "") }
        )
    }
}

extension SpanAttributes {
    fileprivate var otlp: [OTLP.KeyValue] {
        var attributes: [OTLP.KeyValue] = []
        forEach { key, value in attributes.append(OTLP.KeyValue(key, value.otlp)) }
        return attributes.sorted { $0.key < $1.key }
    }
}

extension SpanAttribute {
    fileprivate var otlp: OTLP.AnyValue {
        switch self {
        case .int32(let value): .int(Int64(value))
        case .int64(let value): .int(value)
        case .double(let value): .double(value)
        case .bool(let value): .bool(value)
        case .string(let value): .string(value)
        case .stringArray(let values): .array(values.map(OTLP.AnyValue.string))
        case .stringConvertible(let value): .string("\(value)")
        default: .string("\(self)")
        }
    }
}
