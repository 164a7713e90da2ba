import GlueOTLP
import GlueRedaction
import GlueTelemetry
import Shared
import Synchronization

/// Takes every batch at once and keeps the latest, so that nothing is measured but what comes before a destination.
final class BatchKeeper: TelemetryDestination {
    let name = "keeper"
    private let kept = Mutex<ExportBatch?>(nil)

    func export(_ batch: ExportBatch) async -> ExportOutcome {
        kept.withLock { $0 = batch }
        return .delivered()
    }

    /// A full batch of standard spans that went through a tracer.
    static func batch() async throws -> ExportBatch {
        let keeper = BatchKeeper()
        let telemetry = Telemetry(keeping: keeper)
        for index in 0..<StandardSpan.batch { StandardSpan.record(index, with: telemetry.tracer) }
        await telemetry.shutdown()
        guard let batch = keeper.kept.withLock({ $0 }), batch.count == StandardSpan.batch else { throw BatchIsNotFull() }
        return batch
    }
}

/// The tracer handed over another number of spans than were recorded.
struct BatchIsNotFull: Error {}

extension Telemetry {
    /// Nothing exports by itself: a flush between the timed parts empties the queue.
    ///
    /// - Parameter redaction: None, as in the peers, unless it is what is measured.
    convenience init(keeping keeper: BatchKeeper, redaction: Redactor = .none) {
        self.init(TelemetrySettings(resource: .benchmark, destinations: [keeper], redaction: redaction))
    }
}

extension OTLP.Resource {
    static let benchmark = OTLP.Resource(attributes: [OTLP.KeyValue("service.name", "benchmark")])
}
