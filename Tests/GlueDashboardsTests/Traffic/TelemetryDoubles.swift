import GlueOTLP
import GlueTelemetry
import Synchronization

/// A destination that takes every third batch alone.
final class RefusingDestination: TelemetryDestination {
    let name = "refusing"
    private let state = Mutex((batches: 0, refused: [OTLP.SpanID]()))

    var refused: [OTLP.SpanID] { state.withLock { $0.refused } }

    func export(_ batch: ExportBatch) async -> ExportOutcome {
        guard let spans = try? batch.traces().spans else { return .refused(reason: "unreadable") }
        return state.withLock { state in
            state.batches += 1
            guard state.batches % 3 != 0 else { return .delivered() }
            state.refused += spans.map(\.spanID)
            return .refused(reason: "not here")
        }
    }
}

/// Notes when spans end, also those that are not exported.
final class EndWatcher: SpanProcessor {
    private let kept = Mutex<[OTLP.SpanID: UInt64]>([:])

    var ends: [OTLP.SpanID: UInt64] { kept.withLock { $0 } }

    func onEnd(_ span: FinishedSpan) { kept.withLock { $0[span.context.spanID] = span.endTimeUnixNano } }
}
