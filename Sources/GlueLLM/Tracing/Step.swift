import GlueSemantics
import ServiceContextModule
package import Tracing

/// A step of the engine as a span.
package enum Step {
    /// Runs a step within its span; what it throws sets the span's status and `error.type`.
    ///
    /// - Parameters:
    ///   - known: The attributes that are known before the step starts. A sampler sees them.
    ///   - measure: Records metrics of the whole step, whose exemplars then lead to its span.
    package static func run<Value: Sendable>(
        _ name: String,
        ofKind kind: SpanKind,
        tracer: any Tracer,
        known: SpanAttributes,
        measure: (LLMError?) -> Void = { _ in },
        _ body: (any Span) async throws(LLMError) -> Value
    ) async throws(LLMError) -> Value {
        var context = ServiceContext.current ?? .topLevel
        var known = known
        if let id = context.correlationID { known[Glue.Attributes.correlationID] = id }
        context.startAttributes = known
        let span = tracer.startSpan(name, context: context, ofKind: kind)
        let watcher = context.spanWatcher.map { ($0, ContinuousClock.now) }
        span.change { $0.merge(known) }
        var inner = span.context
        inner.startAttributes = nil
        let result = await ServiceContext.withValue(inner) { () async -> Result<Value, LLMError> in
            do throws(LLMError) {
                let value = try await body(span)
                measure(nil)
                return .success(value)
            } catch {
                measure(error)
                return .failure(error)
            }
        }
        if case .failure(let error) = result { span.fail(error) }
        span.end()
        if let (watcher, start) = watcher { await watcher.told(name, ContinuousClock.now - start, result.failure) }
        return try result.get()
    }
}

extension Span {
    /// Marks the span as failed, unless the step did so itself.
    package func fail(_ error: LLMError) {
        guard attributes.get(ErrorNames.type) == nil else { return }
        fail(type: error.kind.rawValue, message: error.message)
    }

    /// Changes the attributes where they are, if anybody records them; `updateAttributes` changes a copy of all of them.
    package func change(_ body: (inout SpanAttributes) -> Void) {
        guard isRecording else { return }
        body(&attributes)
    }

    /// - Parameter message: Free of secrets and of content; nil where the type says all.
    package func fail(type: String, message: String? = nil) {
        attributes[ErrorNames.type] = type
        setStatus(message.map { SpanStatus(code: .error, message: $0) } ?? SpanStatus(code: .error))
    }
}

extension Result where Failure == LLMError {
    fileprivate var failure: LLMError? { if case .failure(let error) = self { error } else { nil } }
}
