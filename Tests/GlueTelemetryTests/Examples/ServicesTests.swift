import Foundation
import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import Testing

/// Where `scripts/test` built them.
private let folder = ProcessInfo.processInfo.environment["GLUE_EXAMPLES"]

@Suite("The services of Examples/", .enabled(if: folder != nil, "needs GLUE_EXAMPLES: run scripts/test"))
struct ServicesTests {
    private static func service(_ name: String, port: Int, collector: String, _ more: [String: String] = [:]) -> Program {
        var environment = [
            "PORT": "\(port)", "OTEL_SERVICE_NAME": name.lowercased(), "OTEL_EXPORTER_OTLP_ENDPOINT": collector,
            "OTEL_BSP_SCHEDULE_DELAY": "50",
        ]
        environment.merge(more) { _, new in new }
        return Program("\(folder ?? "")/\(name)", environment: environment)
    }

    @Test("One request is one trace across two processes, with its logs; Prometheus' text is served", .timeLimit(.minutes(2)))
    func trace() async throws {
        try await FaultyCollector.running { running in
            let base = running.base
            let metrics = try await Server.running(
                { Self.service("Stock", port: $0, collector: base) },
                readyWhen: "/metrics"
            ) { stock in
                try await Server.running(
                    { Self.service("Storefront", port: $0, collector: base, ["STOCK_URL": stock.baseURL]) },
                    readyWhen: "/",
                    status: nil
                ) { storefront in
                    let answer = try await storefront.get("/buy/apple")
                    #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self) == "sold")
                }
                return try await stock.get("/metrics")
            }
            #expect(String(decoding: metrics.body, as: UTF8.self).contains("# TYPE"))

            // Both have ended, and at their end they sent what they had.
            let requests = running.collector.requests
            let spans = try requests.filter { $0.line.contains("/v1/traces") }.flatMap { request in
                try request.traces.resourceSpans.flatMap { resource in
                    resource.scopeSpans.flatMap(\.spans).map { (service: resource.resource?.attributes["service.name"]?.string, span: $0) }
                }
            }
            let bought = try #require(spans.first { $0.service == "storefront" && $0.span.attributes["url.path"] == "/buy/apple" }?.span)
            let trace = spans.filter { $0.span.traceID == bought.traceID }
            let asked = try #require(trace.first { $0.service == "storefront" && $0.span.kind == .client }?.span)
            let told = try #require(trace.first { $0.service == "stock" }?.span)
            #expect(trace.count == 3)
            #expect(bought.kind == .server && !bought.parentSpanID.isValid)
            #expect(asked.parentSpanID == bought.spanID)
            #expect(told.kind == .server && told.parentSpanID == asked.spanID)
            // Bits 8 and 9: the parent is known to be in another process.
            #expect(told.flags & 0x300 == 0x300 && asked.flags & 0x300 == 0x100)

            let logs = try requests.filter { $0.line.contains("/v1/logs") }.flatMap { try $0.logs.records }
            let line = try #require(logs.first { $0.body == "asked for stock" })
            #expect(line.traceID == bought.traceID && line.spanID == told.spanID)
            #expect(line.attributes["item"] == "apple")
        }
    }
}
