import GlueTelemetry
import Tracing

/// The span that every speed figure is about: one model call, as the engine records it.
enum StandardSpan {
    /// Starts, fills and ends one that is a trace of its own.
    static func record(_ index: Int, with tracer: OTLPTracer) -> SpanContext {
        let span = started(index, with: tracer)
        span.end()
        return span.spanContext
    }

    /// One that is filled and has not ended.
    static func started(_ index: Int, with tracer: OTLPTracer) -> OTLPSpan {
        let span = tracer.startSpan("chat gpt-4o-mini", context: .topLevel, ofKind: .client)
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
        span.event("gen_ai.retry") { $0.set("attempt", 1) }
        return span
    }
}
