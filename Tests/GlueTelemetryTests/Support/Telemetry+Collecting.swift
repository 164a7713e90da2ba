import GlueOTLP
import GlueTelemetry
import Logging
import Testing

extension Telemetry {
    /// A telemetry with a destination to look into.
    static func collecting(
        wantsContent: Bool = true,
        _ change: (inout TelemetrySettings) -> Void = { _ in }
    ) -> (telemetry: Telemetry, collector: TelemetryCollector) {
        let collector = TelemetryCollector(wantsContent: wantsContent)
        var settings = TelemetrySettings(destinations: [collector], logger: .silent)
        change(&settings)
        return (Telemetry(settings), collector)
    }

    /// All spans that ended so far.
    func spans(in collector: TelemetryCollector) async throws -> [OTLP.Span] {
        #expect(await forceFlush(within: .seconds(10)))
        #expect(ledger.addsUp)
        return collector.traces.spans
    }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
