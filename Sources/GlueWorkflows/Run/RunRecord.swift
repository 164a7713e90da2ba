import GlueJSON
import GlueLLM
import Synchronization

/// What has happened in a run so far.
final class RunRecord: Sendable {
    private struct State {
        var count = 0
        /// In the order in which they ended.
        var interactions: [Interaction] = []
        var failedStep: String?
    }
    private let state = Mutex(State())

    /// The places of some interactions that begin together.
    func reserve(_ count: Int) -> Range<Int> {
        state.withLock { state in
            defer { state.count += count }
            return state.count..<state.count + count
        }
    }

    func add(_ interaction: Interaction) {
        state.withLock { $0.interactions.append(interaction) }
    }

    /// Notes which step made the run fail: the first that did.
    func fail(_ step: StepCall) {
        state.withLock { if $0.failedStep == nil { $0.failedStep = step.description } }
    }

    var failedStep: String? { state.withLock { $0.failedStep } }

    var interactions: [Interaction] { state.withLock { $0.interactions }.sorted { $0.index < $1.index } }
}
