import Foundation
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueDashboards

@Suite("Rules", .timeLimit(.minutes(5)))
struct RuleTests {
    @Test("promtool takes the rules, and each alert fires and is silent as its examples have it", .needsPrometheus)
    func promtool() async throws {
        let promtool = "\(try Prometheus.found())/promtool"
        let check = try await Program(promtool, ["check", "rules", Repository.path("dashboards/prometheus/rules.yml")]).run()
        #expect(check.exitCode == 0, "\(check.text)\(check.error)")
        let test = try await Program(promtool, ["test", "rules", Repository.path("dashboards/prometheus/rules.test.yml")]).run()
        #expect(test.exitCode == 0, "\(test.text)\(test.error)")
    }

    @Test("No alert is without an example of either kind", arguments: AlertRule.all.map(\.name))
    func examples(name: String) throws {
        let alert = try #require(AlertRule.all.first { $0.name == name })
        #expect(alert.examples.contains { $0.value != nil })
        #expect(alert.examples.contains { $0.value == nil })
        #expect(!alert.summary.isEmpty && !alert.description.isEmpty)
    }

    @Test("promtool sees an example that does not hold", .needsPrometheus)
    func wrongExample() async throws {
        let rules = try Repository.text("dashboards/prometheus/rules.yml")
        let tests = try Repository.text("dashboards/prometheus/rules.test.yml")
        let outcome = try await TemporaryFolder.with { folder in
            try folder.write(Array(rules.replacing("> 0.05", with: "> 0.5").utf8), to: "rules.yml")
            try folder.write(Array(tests.utf8), to: "rules.test.yml")
            return try await Program("\(try Prometheus.found())/promtool", ["test", "rules", folder.path("rules.test.yml")]).run()
        }
        #expect(outcome.exitCode != 0)
    }

    @Test("Names are unique, and those of records say level, metric and operation")
    func names() {
        let names = RecordingRule.all.map(\.name) + AlertRule.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(RecordingRule.all.allSatisfy { $0.name.split(separator: ":").count == 3 && $0.name.hasPrefix("job") })
    }

    @Test("Every record is what the traces tell, service by service", .needsPrometheus)
    func records() async throws {
        let recordings = try await Recordings.of(.steady, .restart, .cached, .streaming)
        try await Server.prometheus(holding: Exposition(recordings).text) { prometheus in
            for rule in RecordingRule.all {
                let expectation = try #require(Self.expectations[rule.name], "\(rule.name) has no expectation")
                let window = rule.window == "15m" ? 900 : 300
                let does = try await prometheus.answers(rule.expression, at: [Timeline.end])[Timeline.end] ?? [:]
                let should = recordings.reduce(into: Answers()) { answers, recording in
                    for (labels, value) in expectation(Facts(recording, end: Timeline.end, window: window)) {
                        answers[labels.merging(["job": recording.traffic.rawValue]) { $1 }] = value
                    }
                }
                #expect(does.isNear(should), "\(rule.name)\nis \(does)\nshould be \(should)")
                #expect(should.values.contains { $0 > 0 }, "\(rule.name)")
            }
        }
    }

    private typealias Names = GenAI.Metrics

    private static let expectations: [String: @Sendable (Facts) -> Answers] = [
        "job_gen_ai_request_model:gen_ai_client_inference_duration_seconds_count:rate5m": {
            $0.perSecond($0.calls.once, by: Expectations.byModel)
        },
        "job_gen_ai_request_model:gen_ai_client_inference_duration_seconds_count:failed_share5m": {
            $0.ratio($0.calls.failed.once, to: $0.calls.once, by: Expectations.byModel)
        },
        "job_gen_ai_request_model:gen_ai_client_inference_duration_seconds_bucket:p50_5m": {
            $0.quantile(0.5, $0.calls, Names.inferenceDuration.buckets, by: Expectations.byModel)
        },
        "job_gen_ai_request_model:gen_ai_client_inference_duration_seconds_bucket:p95_5m": {
            $0.quantile(0.95, $0.calls, Names.inferenceDuration.buckets, by: Expectations.byModel)
        },
        "job_gen_ai_request_model:gen_ai_client_inference_duration_seconds_bucket:p99_5m": {
            $0.quantile(0.99, $0.calls, Names.inferenceDuration.buckets, by: Expectations.byModel)
        },
        "job_gen_ai_request_model:gen_ai_client_inference_time_to_first_chunk_seconds_bucket:p95_5m": {
            $0.quantile(0.95, $0.firstPieces, Names.timeToFirstChunk.buckets, by: Expectations.byModel)
        },
        "job_gen_ai_request_model:gen_ai_client_inference_usage_input_tokens_total:rate5m": {
            $0.perSecond($0.tokensIn, by: Expectations.byModel)
        },
        "job_gen_ai_request_model:gen_ai_client_inference_usage_output_tokens_total:rate5m": {
            $0.perSecond($0.tokensOut, by: Expectations.byModel)
        },
        "job_gen_ai_request_model:gen_ai_client_inference_usage_cache_read_input_tokens_total:share5m": {
            $0.ratio($0.tokens("cache_read.input_tokens"), to: $0.tokensIn, by: Expectations.byModel)
        },
        "job_gen_ai_request_model:gluellm_call_cost_sum:hourly15m": { $0.perHour($0.costs, by: Expectations.byModel) },
        "job_gen_ai_tool_name:gen_ai_execute_tool_duration_seconds_count:rate5m": {
            $0.perSecond($0.toolRuns.once, by: Expectations.byTool)
        },
        "job_gen_ai_tool_name:gen_ai_execute_tool_duration_seconds_count:failed_share5m": {
            $0.ratio($0.toolRuns.failed.once, to: $0.toolRuns.once, by: Expectations.byTool)
        },
        "job_gen_ai_workflow_name:gen_ai_invoke_workflow_duration_seconds_bucket:p95_5m": {
            $0.quantile(0.95, $0.workflows, Names.invokeWorkflowDuration.buckets, by: Expectations.byWorkflow)
        },
    ]
}
