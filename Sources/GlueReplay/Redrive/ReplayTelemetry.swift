import GlueOTLP
import GlueRedaction
import GlueTelemetry
import Logging
import Tracing

/// The tracer of a replay: every span is kept, none leaves the process.
struct ReplayTelemetry: Sendable {
    private let collector = TelemetryCollector()
    private let telemetry: Telemetry

    init() {
        telemetry = Telemetry(
            TelemetrySettings(
                resource: OTLP.Resource(attributes: [OTLP.KeyValue("service.name", "gluellm.replay")]),
                sampler: AlwaysOnSampler(),
                // A recording may come from a process with wider limits than the usual ones.
                limits: SpanLimits(attributes: .max, events: .max, links: .max, attributesPerEvent: .max, attributesPerLink: .max),
                queue: QueueSettings(bytes: 1 << 30),
                destinations: [collector],
                redaction: .none,
                logger: .silent
            )
        )
    }

    var tracer: any Tracer { telemetry.tracer }

    /// Every span that ended until now.
    ///
    /// - Throws: ``RedriveError/spansLost(count:)`` where memory did not hold them.
    func traces() async throws(RedriveError) -> OTLP.Traces {
        await telemetry.forceFlush(within: .seconds(60))
        let ledger = telemetry.ledger
        let lost = ledger.ended - (ledger.destinations.first?.acknowledged ?? 0)
        guard lost == 0 else { throw .spansLost(count: lost) }
        return collector.traces
    }
}

extension Logger {
    /// Says nothing: what a replay does stands in its verdict.
    static let silent = Logger(label: "gluellm.replay") { _ in SwiftLogNoOpLogHandler() }
}
