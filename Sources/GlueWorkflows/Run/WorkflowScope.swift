import GlueLLM
import ServiceContextModule

/// What an inner workflow takes over from the one around it.
struct WorkflowScope: Sendable {
    let options: WorkflowOptions
    /// Bounds how many steps are answered at once; nil for no bound.
    let gate: ConcurrencyGate?
    /// The step that the inner workflow is; empty for the outermost.
    var path: [Int] = []
    /// Whether the step around this one has passed the gate already: what it calls may not wait for it to end.
    var hasPassedGate = false

    init(_ options: WorkflowOptions) {
        self.options = options
        gate = options.bounds.concurrency.map { ConcurrencyGate(limit: $0) }
    }
}

extension ServiceContext {
    private enum Key: ServiceContextKey {
        typealias Value = WorkflowScope
        static var nameOverride: String? { "gluellm-workflow" }
    }

    var workflow: WorkflowScope? {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }
}
