import GlueOTLP
import Synchronization

/// What the receiver did since it started, for its own metrics.
final class ReceiverTally: Sendable {
    struct Counts: Sendable {
        /// Records that were stored.
        var taken: [OTLP.Signal: Int] = [:]
        var duplicates = 0
        var invalid = 0
        /// Requests that were refused, by signal and status.
        var refused: [OTLP.Signal: [Int: Int]] = [:]
    }

    private let state = Mutex(Counts())

    var counts: Counts { state.withLock { $0 } }

    func took(spans traces: OTLP.Traces, _ addition: ScopeStore.Addition) {
        let count = traces.resourceSpans.reduce(0) { $0 + $1.scopeSpans.reduce(0) { $0 + $1.spans.count } }
        state.withLock {
            $0.taken[.traces, default: 0] += count - addition.duplicates - addition.invalid
            $0.duplicates += addition.duplicates
            $0.invalid += addition.invalid
        }
    }

    func took(_ signal: OTLP.Signal, _ count: Int) { state.withLock { $0.taken[signal, default: 0] += count } }

    func refused(_ signal: OTLP.Signal, status: Int) { state.withLock { $0.refused[signal, default: [:]][status, default: 0] += 1 } }
}
