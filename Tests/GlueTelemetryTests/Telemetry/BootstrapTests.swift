import CoreMetrics
import GlueOTLP
import GlueTelemetry
import Logging
import Testing
import Tracing

@Suite("Bootstrap")
struct BootstrapTests {
    @Test("What libraries trace, count and log through the packages' own API is exported, and logged beside")
    func all() async {
        // A process of its own: each of the three systems can be bootstrapped once.
        await #expect(processExitsWith: .success) {
            let collector = TelemetryCollector(signals: Set(OTLP.Signal.allCases))
            let lines = LinesLog()
            let telemetry = Telemetry.bootstrap(
                TelemetrySettings(destinations: [collector], logger: .silent),
                metadataProvider: Logger.MetadataProvider { ["from": "provider"] },
                logHandler: { _, _ in lines.handler }
            )
            let logger = Logger(label: "library")
            withSpan("work") { _ in
                Counter(label: "requests").increment()
                logger.info("within")
            }
            await telemetry.forceFlush()
            let span = try #require(collector.traces.spans.first)
            let record = try #require(collector.logs.records.first)
            try #require(record.traceID == span.traceID && record.spanID == span.spanID)
            try #require(record.attributes["from"] == "provider")
            try #require(collector.metrics.metrics.contains { $0.name == "requests" })
            try #require(lines.lines.count == 1)
        }
    }

    @Test("A signal that is left out stays for others to bootstrap")
    func some() async {
        await #expect(processExitsWith: .success) {
            let collector = TelemetryCollector(signals: Set(OTLP.Signal.allCases))
            let telemetry = Telemetry.bootstrap(TelemetrySettings(destinations: [collector], logger: .silent), installing: [.metrics])
            LoggingSystem.bootstrap { MultiplexLogHandler([telemetry.logHandler(label: $0), SwiftLogNoOpLogHandler()]) }
            InstrumentationSystem.bootstrap(telemetry.tracer)
            Logger(label: "library").warning("heard")
            await telemetry.forceFlush()
            try #require(collector.logs.records.count == 1)
        }
    }
}
