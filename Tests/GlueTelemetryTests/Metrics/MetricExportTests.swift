import CoreMetrics
import GlueJSON
import GlueOTLP
import GlueSemantics
import GlueTestSupport
import Logging
import Testing
import Tracing

@testable import GlueTelemetry

@Suite("Exporting metrics")
struct MetricExportTests {
    private static func telemetry(
        _ destination: some TelemetryDestination,
        _ change: (inout TelemetrySettings) -> Void = { _ in }
    ) -> Telemetry {
        var settings = TelemetrySettings(destinations: [destination], logger: .silent)
        settings.metrics.tellsLedger = false
        change(&settings)
        return Telemetry(settings)
    }

    @Test("A flush exports what was measured so far, and the shutdown what came since")
    func flush() async throws {
        let collector = TelemetryCollector(signals: [.metrics])
        let telemetry = Self.telemetry(collector) { $0.metrics.temporality = .delta }
        let counter = Counter(label: "requests", factory: telemetry.metrics)
        counter.increment(by: 3)
        #expect(await telemetry.forceFlush())
        counter.increment(by: 4)
        await telemetry.shutdown()
        counter.increment(by: 5)
        #expect(collector.metrics.metrics.flatMap(\.numbers).map(\.value) == [.int(3), .int(4)])
        #expect(collector.metrics.resourceMetrics.first?.scopeMetrics.first?.scope?.name == "swift-metrics")
        let ledger = telemetry.ledger(of: .metrics)
        #expect(ledger.addsUp && ledger.isSettled && ledger.ended == 2)
    }

    @Test("A running service exports at every interval")
    func interval() async throws {
        let collector = TelemetryCollector(signals: [.metrics])
        let telemetry = Self.telemetry(collector) { $0.metrics.interval = .milliseconds(10) }
        Counter(label: "requests", factory: telemetry.metrics).increment()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await telemetry.run() }
            while collector.metrics.metrics.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test("A metric of many series is exported in pieces, each series once")
    func pieces() async throws {
        let collector = TelemetryCollector(signals: [.metrics])
        let telemetry = Self.telemetry(collector)
        for user in 0..<1200 { Counter(label: "requests", dimensions: [("user", "\(user)")], factory: telemetry.metrics).increment() }
        #expect(await telemetry.forceFlush())
        let metrics = collector.metrics.metrics
        #expect(metrics.map(\.numbers.count) == [500, 500, 200])
        #expect(Set(metrics.flatMap(\.numbers).map(\.attributes)).count == 1200)
        #expect(metrics.allSatisfy { $0.name == "requests" && $0.temporality == .cumulative })
    }

    @Test("A signal's ledger is told as metrics that add up")
    func ledger() async throws {
        let (good, bad) = (TelemetryCollector(name: "good", signals: [.traces, .metrics]), Script([], then: .refused(reason: "no")))
        let telemetry = Telemetry(TelemetrySettings(destinations: [good, bad], logger: .silent))
        for _ in 0..<5 { telemetry.tracer.withSpan("work") { _ in } }
        await telemetry.forceFlush()
        for _ in 0..<2 { telemetry.tracer.withSpan("work") { _ in } }
        let metrics = telemetry.metrics.collect().flatMap(\.metrics)
        func value(_ definition: MetricDefinition, _ destination: String, _ reason: String? = nil) -> OTLP.Number? {
            metrics[definition.name]?.numbers.first {
                $0.attributes["otel.component.name"]?.string == destination && $0.attributes["error.type"]?.string == reason
            }?.value
        }
        #expect(value(SDKMetrics.spansExported, "good") == .int(5))
        #expect(value(SDKMetrics.spansExported, "script") == .int(0))
        #expect(value(SDKMetrics.spansExported, "script", "refused") == .int(5))
        for destination in ["good", "script"] {
            #expect(value(SDKMetrics.spansProcessed, destination) == .int(5))
            #expect(value(SDKMetrics.spanQueueSize, destination) == .int(2))
        }
        #expect(metrics[SDKMetrics.spansExported.name]?.unit == "{span}")
        #expect(value(SDKMetrics.metricsExported, "good") != nil)
    }

    @Test("Secrets in dimensions stay here")
    func redaction() async throws {
        let collector = TelemetryCollector(signals: [.metrics])
        let telemetry = Self.telemetry(collector)
        let secret = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH"
        Counter(label: "requests", dimensions: [("key", secret), ("password", "hunter2")], factory: telemetry.metrics).increment()
        telemetry.metrics.observe(MetricDefinition("seen", .gauge, unit: "", "")) {
            [Observation(1, [OTLP.KeyValue("key", .string(secret))])]
        }
        #expect(await telemetry.forceFlush())
        #expect(collector.metrics.metrics.count == 2)
        let text = "\(collector.metrics)" + telemetry.prometheusText().text
        #expect(!text.contains("sk-proj-abc") && !text.contains("hunter2"))
    }

    @Test(
        "Variables of the environment say how; a wrong one is warned of",
        arguments: [
            (["OTEL_METRIC_EXPORT_INTERVAL": "5000", "OTEL_METRIC_EXPORT_TIMEOUT": "0"], 0),
            (["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": "LowMemory"], 0),
            (["OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION": "base2_exponential_bucket_histogram"], 0),
            (["OTEL_METRICS_EXEMPLAR_FILTER": "always_off"], 0), (["OTEL_METRICS_EXEMPLAR_FILTER": "sometimes"], 1),
            (["OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT": "5", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "7"], 0),
        ]
    )
    func environment(variables: [String: String], warnings: Int) {
        let log = LinesLog()
        let settings = TelemetrySettings(environment: variables, logger: log.logger)
        #expect(log.lines.count == warnings, "\(log.lines)")
        let isSet = { variables[$0] != nil }
        #expect(settings.metrics.interval == (isSet("OTEL_METRIC_EXPORT_INTERVAL") ? .seconds(5) : .seconds(60)))
        #expect(settings.metrics.timeout == (isSet("OTEL_METRIC_EXPORT_TIMEOUT") ? nil : .seconds(30)))
        let temporality = isSet("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE")
        #expect(settings.metrics.temporality == (temporality ? .lowMemory : .cumulative))
        let exponential = isSet("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION")
        #expect(settings.metrics.histograms == (exponential ? .exponentialBuckets : .explicitBuckets))
        #expect(settings.metrics.exemplars == (variables["OTEL_METRICS_EXEMPLAR_FILTER"] == "always_off" ? .alwaysOff : .traceBased))
        let isLimited = isSet("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT")
        #expect((settings.logs.attributes, settings.logs.valueLength) == (isLimited ? 5 : 128, isLimited ? 7 : nil))
    }

    @Test("opentelemetry-proto decodes metrics and logs to what was recorded, in protobuf and in JSON", .needs(.otlp))
    func peer() async throws {
        let keeper = BytesKeeper()
        let telemetry = Self.telemetry(keeper) {
            $0.metrics.views = [MetricView(of: "payload", aggregation: .exponentialBuckets())]
            $0.spanClock = SpanClock { 1_700_000_000_000_000_000 }
            $0.resource = OTLP.Resource(attributes: [OTLP.KeyValue("service.name", "shop")])
        }
        let logger = Logger(label: "shop") { telemetry.logHandler(label: $0) }
        let span = telemetry.tracer.withSpan("work") { span in
            Counter(label: "requests", dimensions: [("method", "GET")], factory: telemetry.metrics).increment(by: 7)
            Gauge(label: "temperature", factory: telemetry.metrics).record(-3.5)
            for size in [0, 1, 5, 1_000_000, -2] { Recorder(label: "payload", factory: telemetry.metrics).record(size) }
            CoreMetrics.Timer(label: "work.duration", factory: telemetry.metrics).recordMilliseconds(30)
            logger.warning("low", metadata: ["stock": .stringConvertible(3)])
            return span.spanContext
        }
        #expect(await telemetry.forceFlush())

        let metrics = try #require(keeper.batches.value[.metrics]?.first)
        let theirs = try #require(try await Peer.decode([metrics.protobuf], .metrics).first)
        #expect(theirs.protobuf == metrics.protobuf)
        let found = try OTLP.Metrics(json: theirs.json).metrics
        #expect(found == metrics.metrics.metrics)
        #expect(found["requests"]?.numbers.first?.value == .int(7))
        #expect(found["requests"]?.numbers.first?.exemplars.first?.spanID == span.spanID)
        #expect(found["temperature"]?.numbers.first?.value == .double(-3.5))
        #expect(found["work.duration"]?.histograms.first?.bucketCounts.reduce(0, +) == 1)
        let payload = try #require(found["payload"]?.exponentialHistograms.first)
        #expect((payload.count, payload.zeroCount, payload.min, payload.max, payload.sum) == (5, 1, -2, 1_000_000, 1_000_004))

        let logs = try #require(keeper.batches.value[.logs]?.first)
        let theirLogs = try #require(try await Peer.decode([logs.protobuf], .logs).first)
        #expect(theirLogs.protobuf == logs.protobuf)
        let record = try #require(try OTLP.Logs(json: theirLogs.json).records.first)
        #expect((record.body, record.severityNumber, record.attributes["stock"]) == ("low", 13, 3))
        #expect((record.traceID, record.spanID) == (span.traceID, span.spanID))

        // Our own JSON, read by them.
        #expect(try await Peer.encode([metrics.metrics.json.withBase64IDs], .metrics) == [metrics.protobuf])
        #expect(try await Peer.encode([logs.logs.json.withBase64IDs], .logs) == [logs.protobuf])
    }
}

/// Keeps each batch as it came.
private final class BytesKeeper: TelemetryDestination {
    struct Batch: Sendable {
        var protobuf: [UInt8]
        var metrics = OTLP.Metrics()
        var logs = OTLP.Logs()
    }

    let name = "keeper"
    let signals: Set<OTLP.Signal> = [.metrics, .logs]
    let batches = Box<[OTLP.Signal: [Batch]]>([:])

    func export(_ batch: ExportBatch) async -> ExportOutcome {
        do {
            let kept = Batch(protobuf: batch.protobuf, metrics: try batch.metrics(), logs: try batch.logs())
            batches.change { $0[batch.signal, default: []].append(kept) }
            return .delivered()
        } catch {
            return .refused(reason: "\(error)")
        }
    }
}
