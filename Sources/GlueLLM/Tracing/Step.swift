package import GlueSemantics
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
        known: AttributeList,
        measure: (LLMError?) -> Void = { _ in },
        _ body: (any Span) async throws(LLMError) -> Value
    ) async throws(LLMError) -> Value {
        let context = ServiceContext.current ?? .topLevel
        var known = known
        if let id = context.correlationID { known[Glue.Attributes.correlationID] = id }
        let watcher = context.spanWatcher.map { ($0, ContinuousClock.now) }
        let (span, inner) = tracer.start(name, knowing: known, in: context, kind)
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

extension Tracer {
    /// - Returns: The span, and the context for what happens within it.
    fileprivate func start(
        _ name: String,
        knowing known: AttributeList,
        in context: ServiceContext,
        _ kind: SpanKind
    ) -> (any Tracing.Span, ServiceContext) {
        if let tracer = self as? any InformedTracer {
            let span = tracer.startSpan(name, knowing: known, in: context, ofKind: kind, file: #fileID)
            return (span, span.context)
        }
        // Nobody is told anything.
        if self is NoOpTracer { return (startSpan(name, context: context, ofKind: kind), context) }
        var outer = context
        outer.startAttributes = SpanAttributes(known)
        let span = startSpan(name, context: outer, ofKind: kind)
        if span.isRecording { span.set(known) }
        var inner = span.context
        inner.startAttributes = nil
        return (span, inner)
    }
}

extension Span {
    /// Marks the span as failed, unless the step did so itself.
    package func fail(_ error: LLMError) {
        guard attributes.get(ErrorNames.type) == nil else { return }
        fail(type: error.kind.rawValue, message: error.message)
    }

    /// Sets several attributes at once, if anybody records them.
    package func change(_ body: (inout AttributeList) -> Void) {
        guard isRecording else { return }
        var list = AttributeList()
        body(&list)
        set(list)
    }

    fileprivate func set(_ list: AttributeList) {
        if let span = self as? any ListingSpan { return span.set(list) }
        for (key, value) in list.elements { attributes.set(key, value: value) }
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
