public import GlueOTLP
public import GlueTelemetry
public import Tracing

/// The span that every speed figure is about: one model call, as the engine records it. About 480 bytes on the wire.
///
/// `Benchmarks/python/standard_span.py` makes the same one.
public enum StandardSpan {
    /// How many are timed, framed and compressed at once: the batch that OpenTelemetry's exporters send by default.
    public static let batch = 512
    public static let name = "chat gpt-4o-mini"
    public static let event = "gen_ai.retry"

    /// Starts, fills and ends one, as any instrumented library does.
    @inlinable
    public static func record(_ index: Int, with tracer: some Tracer) {
        started(index, with: tracer).end()
    }

    /// One that is filled and has not ended.
    @inlinable
    public static func started<T: Tracer>(_ index: Int, with tracer: T) -> T.Span {
        let span = tracer.startSpan(name, context: .topLevel, ofKind: .client)
        span.attributes["gen_ai.operation.name"] = "chat"
        span.attributes["gen_ai.provider.name"] = "openai"
        span.attributes["gen_ai.request.model"] = "gpt-4o-mini"
        span.attributes["gen_ai.response.model"] = "gpt-4o-mini-2024-07-18"
        span.attributes["gen_ai.response.id"] = "chatcmpl-0a1b2c3d4e5f6071"
        span.attributes["gen_ai.usage.input_tokens"] = 100 + index % 512
        span.attributes["gen_ai.usage.output_tokens"] = 20 + index % 512
        span.attributes["gen_ai.request.temperature"] = 0.7
        span.attributes["server.address"] = "api.openai.com"
        span.attributes["server.port"] = 443
        span.addEvent(SpanEvent(name: event, attributes: ["attempt": 1]))
        return span
    }

    /// The same through the span's own type, which packs attributes as they come.
    public static func recordOwn(_ index: Int, with tracer: OTLPTracer) {
        let span = tracer.startSpan(name, context: .topLevel, ofKind: .client)
        span.set("gen_ai.operation.name", "chat")
        span.set("gen_ai.provider.name", "openai")
        span.set("gen_ai.request.model", "gpt-4o-mini")
        span.set("gen_ai.response.model", "gpt-4o-mini-2024-07-18")
        span.set("gen_ai.response.id", "chatcmpl-0a1b2c3d4e5f6071")
        span.set("gen_ai.usage.input_tokens", 100 + index % 512)
        span.set("gen_ai.usage.output_tokens", 20 + index % 512)
        span.set("gen_ai.request.temperature", 0.7)
        span.set("server.address", "api.openai.com")
        span.set("server.port", 443)
        span.event(event) { $0.set("attempt", 1) }
        span.end()
    }

    /// One that has ended, as a value.
    public static func value(_ index: Int) -> OTLP.Span {
        OTLP.Span(
            traceID: OTLP.TraceID(high: 0x5B8E_FFF7_9803_8103, low: UInt64(index) | 0xD269_B633_0000_0000),
            spanID: OTLP.SpanID(UInt64(index) | 0xEEE1_9B7E_0000_0000),
            flags: 0x103,
            name: name,
            kind: .client,
            startTimeUnixNano: 1_764_000_000_000_000_000 + UInt64(index),
            endTimeUnixNano: 1_764_000_000_800_000_000 + UInt64(index),
            attributes: [
                OTLP.KeyValue("gen_ai.operation.name", "chat"),
                OTLP.KeyValue("gen_ai.provider.name", "openai"),
                OTLP.KeyValue("gen_ai.request.model", "gpt-4o-mini"),
                OTLP.KeyValue("gen_ai.request.temperature", 0.7),
                OTLP.KeyValue("gen_ai.response.id", "chatcmpl-0a1b2c3d4e5f6071"),
                OTLP.KeyValue("gen_ai.response.model", "gpt-4o-mini-2024-07-18"),
                OTLP.KeyValue("gen_ai.usage.input_tokens", .int(Int64(100 + index % 512))),
                OTLP.KeyValue("gen_ai.usage.output_tokens", .int(Int64(20 + index % 512))),
                OTLP.KeyValue("server.address", "api.openai.com"),
                OTLP.KeyValue("server.port", 443),
            ],
            events: [
                OTLP.Event(
                    timeUnixNano: 1_764_000_000_400_000_000 + UInt64(index),
                    name: event,
                    attributes: [OTLP.KeyValue("attempt", 1)]
                )
            ]
        )
    }
}
