import GlueSemantics
import Testing

@testable import GlueDashboards

@Suite("Queries")
struct QueryTests {
    private static let calls = MetricDefinition("shop.calls", .counter, unit: "{call}", "Calls")
    private static let duration = MetricDefinition("shop.duration", .histogram, unit: "s", "Durations")
    private static let waiting = MetricDefinition("shop.waiting", .upDownCounter, unit: "{call}", "Waiting calls")

    @Test(
        "A rule asks of all services, each by itself",
        arguments: [
            (Query.rate(calls.events), "sum by (job) (rate(shop_calls_total[5m]))"),
            (
                .increase(duration.events.failed, by: [.tool]),
                #"sum by (job, gen_ai_tool_name) (increase(shop_duration_seconds_count{error_type!=""}[5m]))"#
            ),
            (.hourly(duration.amount), "sum by (job) (rate(shop_duration_seconds_sum[5m])) * 3600"),
            (.current(waiting.level), "sum by (job) (shop_waiting)"),
            (.quantile(0.9, duration.spread), "histogram_quantile(0.9, sum by (job, le) (rate(shop_duration_seconds_bucket[5m]))) >= 0"),
            (
                .share(calls.events.where(.equal(.tool, #"a"b\"#)), of: calls.events),
                #"(sum by (job) (rate(shop_calls_total{gen_ai_tool_name="a\"b\\"}[5m])) or sum by (job) (rate(shop_calls_total[5m])) * 0)"#
                    + " / (sum by (job) (rate(shop_calls_total[5m])) > 0)"
            ),
        ]
    )
    func rules(query: Query, text: String) {
        #expect(query.text(in: .rule(window: "5m")) == text)
    }

    @Test("A graph asks of what is chosen, at Grafana's own window; a number over all that is shown")
    func dashboards() {
        let query = Query.rate(GenAI.Metrics.inputTokens.amount, by: [.model])
        let name = "gen_ai_client_inference_usage_input_tokens_total"
        let chosen = #"{job=~"$job", gen_ai_request_model=~"$model"}"#
        #expect(query.text(in: .graph) == "sum by (gen_ai_request_model) (rate(\(name)\(chosen)[$__rate_interval]))")
        #expect(query.text(in: .number) == "sum by (gen_ai_request_model) (rate(\(name)\(chosen)[$__range]))")
        #expect(Query.rate(Self.calls.events).text(in: .graph) == #"sum(rate(shop_calls_total{job=~"$job"}[$__rate_interval]))"#)
    }

    @Test(
        "The unit follows from the metric's and from what is asked",
        arguments: [
            (Query.rate(GenAI.Metrics.inputTokens.amount), "si: token/s"), (.increase(GenAI.Metrics.inputTokens.amount), "si: token"),
            (.rate(duration.events), "ops"), (.increase(duration.events), "short"), (.quantile(0.5, duration.spread), "s"),
            (.mean(duration.amount, per: duration.events), "s"), (.mean(duration.events, per: calls.events), "short"),
            (.share(duration.events, of: duration.events), "percentunit"), (.rate(duration.amount), "percentunit"),
            (.hourly(Glue.Metrics.callCost.amount), "currencyUSD"), (.current(SDKMetrics.logQueueSize.level), "si: log record"),
            (.distribution(duration.spread), "short"),
        ]
    )
    func units(query: Query, unit: String) {
        #expect(query.unit.grafana == unit)
    }
}
