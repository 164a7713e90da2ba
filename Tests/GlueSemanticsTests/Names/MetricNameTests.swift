import GlueSemantics
import Testing

@Suite("Metrics of the catalogue")
struct MetricNameTests {
    @Test("Each has a name of its own, in Prometheus too, a unit and a description")
    func catalogue() {
        let all = MetricDefinition.catalogue
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.map(\.prometheusName)).count == all.count)
        #expect(all.allSatisfy { !$0.unit.isEmpty && !$0.description.isEmpty })
        for metric in all where metric.kind == .histogram {
            #expect(!metric.buckets.isEmpty && metric.buckets == metric.buckets.sorted(), "\(metric.name)")
        }
    }

    @Test(
        "Prometheus' name has the unit in words, and no suffix of the type",
        arguments: [
            (GenAI.Metrics.inferenceDuration, "gen_ai_client_inference_duration_seconds"),
            (GenAI.Metrics.inputTokens, "gen_ai_client_inference_usage_input_tokens"), (Glue.Metrics.callCost, "gluellm_call_cost"),
            (SDKMetrics.spanQueueSize, "otel_sdk_processor_span_queue_size"),
            (MetricDefinition("load", .gauge, unit: "1", ""), "load_ratio"),
        ]
    )
    func prometheus(metric: MetricDefinition, name: String) {
        #expect(metric.prometheusName == name)
    }
}
