package import GlueSemantics
package import ServiceContextModule
import Synchronization

/// Counts what all model calls within a scope take, however deep they are made: by a tool of an agent, or by a judge.
package final class UsageMeter: Sendable {
    private let state = Mutex((usage: Usage?.none, cost: Cost?.none))

    package init() {}

    /// Nil where no call has told any.
    package var usage: Usage? { state.withLock { $0.usage } }
    /// Nil where nothing was called that could cost.
    package var cost: Cost? { state.withLock { $0.cost } }

    package func add(_ usage: Usage?, _ cost: Cost?) {
        state.withLock { state in
            if let usage { state.usage = (state.usage ?? Usage()) + usage }
            if let cost { state.cost = state.cost.map { $0 + cost } ?? cost }
        }
    }
}

extension ServiceContext {
    /// The meters around the current task.
    package var meters: [UsageMeter] {
        get { self[UsageMetersKey.self] ?? [] }
        set { self[UsageMetersKey.self] = newValue.isEmpty ? nil : newValue }
    }

    /// Counts what a call took in all meters around it.
    package static func meter(_ usage: Usage?, _ cost: Cost?) {
        guard let meters = current?.meters else { return }
        for meter in meters { meter.add(usage, cost) }
    }
}

private enum UsageMetersKey: ServiceContextKey {
    typealias Value = [UsageMeter]
    static var nameOverride: String? { "gluellm-usage-meters" }
}
