import GlueJSON
package import ServiceContextModule

/// Tells hooks of the spans that end.
package struct SpanWatcher: Sendable {
    private let hooks: HookRunner

    /// - Returns: Nil where no hook wants to know.
    package init?(_ hooks: HookRunner) {
        guard hooks.has(.spanEnd) else { return nil }
        self.hooks = hooks
    }

    /// A hook that fails changes nothing: the span has ended.
    func told(_ name: String, _ duration: Duration, _ error: LLMError?) async {
        var metadata: JSONObject = ["duration_seconds": .number(duration.seconds)]
        if let error { metadata["error"] = .string(error.kind.rawValue) }
        // Hooks are spans themselves; those of this stage are not told of.
        _ = try? await ServiceContext.with({ $0.spanWatcher = nil }) { () async throws(LLMError) in
            try await hooks.run(.spanEnd, name, metadata: metadata)
        }
    }
}

extension ServiceContext {
    package var spanWatcher: SpanWatcher? {
        get { self[SpanWatcherKey.self] }
        set { self[SpanWatcherKey.self] = newValue }
    }
}

private enum SpanWatcherKey: ServiceContextKey {
    typealias Value = SpanWatcher
    static var nameOverride: String? { "gluellm-span-watcher" }
}
