import GlueTelemetry
import Synchronization

/// A destination that wants nothing.
struct RefusingDestination: TelemetryDestination {
    let name = "refusing"

    func export(_ batch: ExportBatch) async -> ExportOutcome { .refused(reason: "not here") }
}

/// Notes when spans end, also those that are not exported.
final class EndWatcher: SpanProcessor {
    private let kept = Mutex<[UInt64]>([])

    var ends: [UInt64] { kept.withLock { $0 } }

    func onEnd(_ span: FinishedSpan) { kept.withLock { $0.append(span.endTimeUnixNano) } }
}
