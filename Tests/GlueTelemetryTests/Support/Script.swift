import GlueOTLP
import GlueTelemetry
import Synchronization

/// A destination that answers as it is told, and notes what it was sent.
final class Script: TelemetryDestination {
    private struct State {
        var outcomes: [ExportOutcome]
        var counts: [Int] = []
        var names: [String] = []
        var isClosed = false
        var isExporting = false
    }

    let name = "script"
    private let then: ExportOutcome
    private let hangs: Bool
    private let keepsNames: Bool
    private let state: Mutex<State>

    init(_ outcomes: [ExportOutcome] = [], then: ExportOutcome = .delivered(), hangs: Bool = false, keepsNames: Bool = true) {
        self.then = then
        self.hangs = hangs
        self.keepsNames = keepsNames
        state = Mutex(State(outcomes: outcomes))
    }

    /// How many spans each batch held.
    var counts: [Int] { state.withLock { $0.counts } }
    /// Of the spans that were taken.
    var names: [String] { state.withLock { $0.names } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func export(_ batch: ExportBatch) async -> ExportOutcome {
        let names = keepsNames ? (try? batch.traces().spans.map(\.name)) ?? [] : []
        let outcome = state.withLock { state in
            precondition(!state.isExporting && !state.isClosed, "exports must come one after the other, before the end")
            state.isExporting = true
            state.counts.append(batch.count)
            return state.outcomes.isEmpty ? then : state.outcomes.removeFirst()
        }
        if hangs { try? await Task.sleep(for: .seconds(600)) }
        await Task.yield()
        state.withLock { state in
            state.isExporting = false
            if case .delivered = outcome { state.names += names }
        }
        return hangs ? .unavailable(reason: "stopped") : outcome
    }

    func close() async { state.withLock { $0.isClosed = true } }
}
