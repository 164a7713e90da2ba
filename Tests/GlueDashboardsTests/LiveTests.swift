import Foundation
import GlueJSON
import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import Logging
import Testing

@testable import GlueDashboards

@Suite("A service that is scraped", .timeLimit(.minutes(5)))
struct LiveTests {
    @Test("Prometheus scrapes the service and has what the traces tell, exemplars included", .needsPrometheus)
    func scraped() async throws {
        let clock = ServiceClock(Timeline.start - 60)
        let collector = TelemetryCollector(signals: [.traces, .logs, .metrics])
        let telemetry = Telemetry(
            TelemetrySettings(
                destinations: [collector],
                spanClock: clock.spanClock,
                logger: Logger(label: "telemetry") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        try await Shop.withWarehouse(clock, telemetry) { warehouse in
            for (index, traffic) in [Traffic.steady, .cached, .streaming].enumerated() {
                try await Shop(clock: clock, telemetry: telemetry, traffic: traffic, warehousePort: warehouse).turn(index)
            }
        }
        await telemetry.forceFlush(within: .seconds(20))
        let facts = Facts(Recording(steady: collector.traces.spans), end: Timeline.end, window: 7200)
        try await telemetry.served { port in
            try await Server.prometheus(scraping: port) { prometheus in
                try await self.totals(prometheus, facts)
                try await self.queries(prometheus)
                try await self.exemplars(prometheus, Set(collector.traces.spans.map { "\($0.traceID)" }))
            }
        }
        await telemetry.shutdown(within: .seconds(5))
    }

    private func totals(_ prometheus: Server, _ facts: Facts) async throws {
        for (series, happenings) in [
            ("gen_ai_client_inference_duration_seconds_count", facts.calls.once), ("gluellm_call_cost_sum", facts.costs),
            ("gen_ai_client_inference_duration_seconds_sum", facts.calls),
            ("gen_ai_client_inference_usage_input_tokens_total", facts.tokensIn), ("gluellm_retry_delay_seconds_sum", facts.retries),
            ("gluellm_rate_limit_wait_seconds_sum", facts.waits), ("gluellm_fallbacks_total", facts.fallbacks),
            ("gen_ai_client_inference_time_per_output_chunk_seconds_sum", facts.nextPieces),
        ] {
            let answer = try await prometheus.query("/api/v1/query?query=sum(\(series)%7Bjob=%22test%22%7D)")
            let value = try #require(answer.first?["value"]?[1]?.string.flatMap(Double.init), "\(series)")
            let should = happenings.reduce(0) { $0 + $1.value }
            #expect(should > 0 && abs(value - should) < 1e-9 * max(should, 1), "\(series)")
        }
    }

    /// Every query of every panel is one that Prometheus understands, of series that it has.
    private func queries(_ prometheus: Server) async throws {
        for panel in try GeneratedPanel.all() {
            for expression in panel.expressions {
                let query = GeneratedPanel.filled(expression, job: "test")
                let answer = try await prometheus.get("/api/v1/query?query=\(PercentCoding.encoded(query, keeping: { _ in false }))")
                #expect(try answer.json["status"] == "success", "\(panel.name): \(query)")
                for name in DashboardTests.names(in: expression) {
                    let series = try await prometheus.query("/api/v1/query?query=count(\(name))", within: .seconds(5))
                    #expect(!series.isEmpty, "\(panel.name): \(name)")
                }
            }
        }
    }

    /// What the dots of a graph lead to is a trace that there is.
    private func exemplars(_ prometheus: Server, _ traces: Set<String>) async throws {
        for panel in try GeneratedPanel.all() {
            for target in panel.targets where target["exemplar"]?.bool == true {
                let query = GeneratedPanel.filled(target["expr"]?.string ?? "", job: "test")
                let text = PercentCoding.encoded(query, keeping: { _ in false })
                let series = try await prometheus.query("/api/v1/query_exemplars?query=\(text)&start=0&end=9999999999")
                let ids = series.flatMap { $0["exemplars"]?.array ?? [] }.compactMap { $0["labels"]?["trace_id"]?.string }
                #expect(!ids.isEmpty && traces.isSuperset(of: ids), "\(panel.name)")
            }
        }
    }
}
