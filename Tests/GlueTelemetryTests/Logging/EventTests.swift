import GlueJSON
import GlueOTLP
import GlueSemantics
import Testing
import Tracing

@testable import GlueTelemetry

@Suite("Structured events")
struct EventTests {
    private static let event = StructuredEvent(
        "gen_ai.client.inference.operation.details",
        severity: .warning,
        attributes: [
            "gen_ai.request.model": "small", "nested": ["list": [1, 2.5, true, nil]],
            "gen_ai.input.messages": [["role": "user", "parts": [["type": "text", "content": "Hello"]]]],
        ],
        body: ["said": "so"]
    )

    private func record(wantsContent: Bool) async throws -> (scope: OTLP.Scope?, record: OTLP.LogRecord) {
        let collector = TelemetryCollector(signals: [.logs], wantsContent: wantsContent)
        let telemetry = Telemetry(TelemetrySettings(destinations: [collector], logger: .silent))
        let emitter: any EventEmitter = telemetry.events
        #expect(emitter.isEnabled)
        var context = ServiceContext.topLevel
        context.spanContext = SpanContext(traceID: OTLP.TraceID(high: 1, low: 2), spanID: OTLP.SpanID(3), flags: .sampled)
        emitter.emit(Self.event, scope: "GlueLLM", context: context)
        #expect(await telemetry.forceFlush())
        let group = try #require(collector.logs.resourceLogs.first?.scopeLogs.first)
        return (group.scope, try #require(group.logRecords.first))
    }

    @Test("An event is a log record with a name, nested attributes and its context's span")
    func record() async throws {
        let (scope, record) = try await record(wantsContent: true)
        #expect(scope?.name == "GlueLLM")
        #expect((record.eventName, record.severityNumber) == (Self.event.name, 13))
        #expect((record.traceID, record.spanID, record.flags) == (OTLP.TraceID(high: 1, low: 2), OTLP.SpanID(3), 1))
        #expect(record.body == .map([OTLP.KeyValue("said", "so")]))
        #expect(record.attributes["gen_ai.request.model"] == "small")
        #expect(record.attributes["nested"] == .map([OTLP.KeyValue("list", .array([1, 2.5, true, .empty]))]))
        let part = OTLP.AnyValue.map([OTLP.KeyValue("type", "text"), OTLP.KeyValue("content", "Hello")])
        let message = OTLP.AnyValue.map([OTLP.KeyValue("role", "user"), OTLP.KeyValue("parts", .array([part]))])
        #expect(record.attributes["gen_ai.input.messages"] == .array([message]))
    }

    @Test("Message content goes only to destinations that want it")
    func content() async throws {
        let (_, record) = try await record(wantsContent: false)
        #expect(record.attributes["gen_ai.input.messages"] == nil)
        #expect(record.attributes["gen_ai.request.model"] == "small")
    }
}
