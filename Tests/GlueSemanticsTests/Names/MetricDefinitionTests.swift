import GlueSemantics
import Testing

@Suite("The catalogue of metrics")
struct MetricDefinitionTests {
    static let durations = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
    static let tokens: [Double] = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1_048_576, 4_194_304, 16_777_216, 67_108_864]
    static let counts: [Double] = [1, 2, 4, 8, 16, 32, 64, 128]
    static let workflows: [Double] = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200]
    static let agents = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6]

    /// Name, kind, unit and buckets as the conventions have them.
    static let conventions: [(String, MetricDefinition.Kind, String, [Double])] = [
        ("gen_ai.client.inference.duration", .histogram, "s", durations),
        ("gen_ai.client.inference.time_to_first_chunk", .histogram, "s", durations),
        ("gen_ai.client.inference.time_per_output_chunk", .histogram, "s", durations),
        ("gen_ai.client.inference.usage.input_tokens", .counter, "{token}", []),
        ("gen_ai.client.inference.usage.output_tokens", .counter, "{token}", []),
        ("gen_ai.client.inference.usage.cache_read.input_tokens", .counter, "{token}", []),
        ("gen_ai.client.inference.usage.cache_write.input_tokens", .counter, "{token}", []),
        ("gen_ai.client.inference.usage.reasoning.output_tokens", .counter, "{token}", []),
        ("gen_ai.client.inference.operation.input_tokens", .histogram, "{token}", tokens),
        ("gen_ai.client.inference.operation.output_tokens", .histogram, "{token}", tokens),
        ("gen_ai.invoke_agent.duration", .histogram, "s", agents),
        ("gen_ai.invoke_agent.inference_calls", .histogram, "{inference_call}", counts),
        ("gen_ai.invoke_agent.tool_calls", .histogram, "{tool_call}", counts),
        ("gen_ai.invoke_workflow.duration", .histogram, "s", workflows),
        ("gen_ai.execute_tool.duration", .histogram, "s", durations),
        ("gen_ai.client.token.usage", .histogram, "{token}", tokens),
        ("gen_ai.client.operation.duration", .histogram, "s", durations),
        ("gen_ai.client.operation.time_to_first_chunk", .histogram, "s", durations),
        ("gen_ai.client.operation.time_per_output_chunk", .histogram, "s", durations),
        ("gen_ai.workflow.duration", .histogram, "s", workflows),
    ]

    @Test("Each metric has the kind, unit and buckets of the conventions", arguments: conventions)
    func metric(name: String, kind: MetricDefinition.Kind, unit: String, buckets: [Double]) throws {
        let metric = try #require(GenAI.Metrics.all.first { $0.name == name })
        #expect(metric.kind == kind)
        #expect(metric.unit == unit)
        #expect(metric.buckets == buckets)
    }

    @Test(
        "The SDK's own metrics are those of the conventions, or under our own name",
        arguments: [
            (SDKMetrics.spansProcessed, "otel.sdk.processor.span.processed", "{span}"),
            (SDKMetrics.spanQueueSize, "otel.sdk.processor.span.queue.size", "{span}"),
            (SDKMetrics.spansExported, "otel.sdk.exporter.span.exported", "{span}"),
            (SDKMetrics.logsProcessed, "otel.sdk.processor.log.processed", "{log_record}"),
            (SDKMetrics.logQueueSize, "otel.sdk.processor.log.queue.size", "{log_record}"),
            (SDKMetrics.logsExported, "otel.sdk.exporter.log.exported", "{log_record}"),
            (SDKMetrics.metricsProcessed, "gluellm.sdk.processor.metric.processed", "{metric}"),
            (SDKMetrics.metricQueueSize, "gluellm.sdk.processor.metric.queue.size", "{metric}"),
            (SDKMetrics.metricsExported, "gluellm.sdk.exporter.metric.exported", "{metric}"),
        ]
    )
    func own(metric: MetricDefinition, name: String, unit: String) {
        #expect((metric.name, metric.unit) == (name, unit))
        #expect(metric.kind == (name.hasSuffix("queue.size") ? .upDownCounter : .counter))
        #expect(metric.buckets.isEmpty && !metric.description.isEmpty)
    }

    @Test("There are no others, none twice, and each says what it measures")
    func complete() {
        #expect(Set(GenAI.Metrics.all.map(\.name)) == Set(Self.conventions.map(\.0)))
        #expect(GenAI.Metrics.all.count == Self.conventions.count)
        #expect(Set(GenAI.Metrics.all.map(\.description)).count > 12)
        for metric in GenAI.Metrics.all {
            #expect(!metric.description.isEmpty)
            #expect(metric.buckets.isEmpty == (metric.kind == .counter))
            #expect(zip(metric.buckets, metric.buckets.dropFirst()).allSatisfy { $0 < $1 })
        }
    }
}
