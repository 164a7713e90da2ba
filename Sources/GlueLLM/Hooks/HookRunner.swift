package import CoreMetrics
package import GlueJSON
package import GlueRedaction
import GlueSemantics
package import Logging
package import Tracing

/// Runs the hooks of a stage, one after the other, each in its span.
package struct HookRunner: Sendable {
    private let registry: HookRegistry
    private let tracer: (any Tracer)?
    private let metrics: (any MetricsFactory)?
    private let clock: any Clock<Duration>
    private let content: ContentWriter
    private let logger: Logger

    package init(_ client: LLMClient) {
        self.init(
            client.hooks,
            tracer: client.tracer,
            metrics: client.metrics,
            clock: client.clock,
            contentCapture: client.contentCapture,
            redactor: client.redactor,
            logger: client.logger
        )
    }

    /// - Parameters:
    ///   - tracer: Nil for the one that the application bootstrapped.
    ///   - metrics: Nil likewise.
    package init(
        _ hooks: HookRegistry,
        tracer: (any Tracer)?,
        metrics: (any MetricsFactory)? = nil,
        clock: any Clock<Duration>,
        contentCapture: ContentCapture,
        redactor: Redactor,
        logger: Logger
    ) {
        registry = hooks
        self.tracer = tracer
        self.metrics = metrics
        self.clock = clock
        content = ContentWriter(contentCapture, redactor)
        self.logger = logger
    }

    /// Whether any hook runs there: what is only for hooks need not be put together otherwise.
    package func has(_ stage: HookStage) -> Bool {
        !registry.isEmpty && registry.hooks.contains { $0.isEnabled && $0.stages.contains(stage) }
    }

    /// The content as the hooks of a stage leave it.
    ///
    /// - Throws: What a hook threw whose failure aborts: an ``LLMError`` of its own as it is, anything else as
    ///   ``LLMError/Kind/hook``. The caller's own cancellation.
    package func run(_ stage: HookStage, _ content: String, metadata: @autoclosure () -> JSONObject = [:]) async throws(LLMError) -> String
    {
        guard has(stage) else { return content }
        var context = HookContext(content, at: stage, metadata: metadata())
        for hook in registry.hooks(at: stage) { context = try await traced(hook, context) }
        return context.content
    }

    private func traced(_ hook: Hook, _ context: HookContext) async throws(LLMError) -> HookContext {
        var known = AttributeList()
        known[Glue.Attributes.hookStage] = context.stage.rawValue
        known[Glue.Attributes.hookErrorStrategy] = hook.onFailure.name
        known[OpenInference.spanKind] = OpenInference.Kinds.chain
        let elapsed = Stopwatch(clock).elapsed
        return try await Step.run(
            SpanNames.hook(hook.name),
            ofKind: .internal,
            tracer: tracer ?? InstrumentationSystem.tracer,
            known: known
        ) { span throws(LLMError) in
            content.input(context.content, span)
            let running = Running(hook: hook, stage: context.stage, span: span, elapsed: elapsed)
            do {
                let changed = try await result(of: hook, context)
                let isChanged = changed.content != context.content
                record(isChanged ? "changed" : "unchanged", isChanged, running)
                if isChanged { content.output(changed.content, span) }
                return changed
            } catch {
                return try recovered(running, context, from: error)
            }
        }
    }

    private func result(of hook: Hook, _ context: HookContext) async throws -> HookContext {
        let changed = try await withHardTimeLimit(hook.timeLimit, clock: clock) {
            var context = context
            try await hook.work(&context)
            return context
        }
        try Task.checkCancellation()
        let size = changed.content.utf8.count
        guard size <= hook.contentLimit || changed.content == context.content else {
            throw HookOverflow(size: size, limit: hook.contentLimit)
        }
        return changed
    }

    /// A hook within its span.
    private struct Running {
        let hook: Hook
        let stage: HookStage
        let span: any Span
        let elapsed: @Sendable () -> Duration
    }

    private func recovered(_ running: Running, _ context: HookContext, from error: any Error) throws(LLMError) -> HookContext {
        let hook = running.hook
        guard !Task.isCancelled else { throw LLMError(.cancelled, "the call was cancelled") }
        let told = LLMError(error, thrownBy: hook, at: context.stage)
        if hook.onFailure == .abort {
            record("aborted", false, running)
            throw told
        }
        running.span.fail(type: error is TimeLimitExceeded ? LLMError.Kind.timeout.rawValue : told.kind.rawValue)
        logger.warning(
            "A hook failed and the call goes on",
            metadata: ["hook": "\(hook.name)", "stage": "\(context.stage.rawValue)", "cause": "\(type(of: error))"]
        )
        var context = context
        if case .fallback(let text?) = hook.onFailure {
            record("fallback", text != context.content, running)
            context.content = text
        } else {
            record("skipped", false, running)
        }
        return context
    }

    private func record(_ outcome: String, _ isChanged: Bool, _ running: Running) {
        running.span.change { attributes in
            attributes[Glue.Attributes.hookOutcome] = outcome
            attributes[Glue.Attributes.hookChanged] = isChanged
        }
        let dimensions = [
            (Glue.Attributes.hookName, running.hook.name),
            (Glue.Attributes.hookStage, running.stage.rawValue),
            (Glue.Attributes.hookOutcome, outcome),
        ]
        Glue.Metrics.hookDuration.record(running.elapsed(), dimensions, with: metrics ?? MetricsSystem.factory)
    }
}

/// A hook left more behind than it may.
private struct HookOverflow: Error {
    let size: Int
    let limit: Int
}

extension LLMError {
    /// What a hook threw; its words may be content and stand apart.
    fileprivate init(_ error: any Error, thrownBy hook: Hook, at stage: HookStage) {
        if let error = error as? LLMError {
            self = error
            return
        }
        let place = "hook \(hook.name) at \(stage.rawValue)"
        switch error {
        case is TimeLimitExceeded:
            self.init(.hook, "\(place) took longer than its timeLimit of \(hook.timeLimit ?? .zero)")
        case let error as HookOverflow:
            self.init(.hook, "\(place) left \(error.size) bytes behind, more than its contentLimit of \(error.limit)")
        default:
            self.init(.hook, "\(place) threw \(type(of: error))", excerpt: String(String(describing: error).prefix(1000)))
        }
        underlying = error
    }
}
