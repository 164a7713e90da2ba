import GlueOTLP
package import GlueSemantics
public import Tracing

/// The tracer of a ``Telemetry``: the backend of swift-distributed-tracing.
///
/// ```swift
/// try await tracer.withSpan("charge card", ofKind: .client) { span in
///     span.attributes["card.brand"] = brand
///     try await payments.charge(card)
/// }
/// ```
public final class OTLPTracer: Tracer {
    private let sampler: any Sampler
    private let shortcut: SamplingShortcut
    private let ids: any IDGenerator
    private let propagators: [any Propagator]
    private let recorder: SpanRecorder
    private let isDisabled: Bool
    private let requestFlush: @Sendable () -> Void

    init(
        sampler: any Sampler,
        ids: any IDGenerator,
        propagators: [any Propagator],
        recorder: SpanRecorder,
        isDisabled: Bool,
        requestFlush: @escaping @Sendable () -> Void
    ) {
        self.sampler = sampler
        shortcut = SamplingShortcut(sampler)
        self.ids = ids
        self.propagators = propagators
        self.recorder = recorder
        self.isDisabled = isDisabled
        self.requestFlush = requestFlush
    }

    public func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> ServiceContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> OTLPSpan {
        start(operationName, in: context(), kind, fileID) { recorder.clock.reading(instant) }
    }

    /// Starts a span now.
    ///
    /// Who holds an `OTLPTracer` gets this instead of what swift-distributed-tracing offers for every tracer, and is spared
    /// the time that it takes to deal with any type of instant.
    public func startSpan(
        _ operationName: String,
        context: @autoclosure () -> ServiceContext = .current ?? .topLevel,
        ofKind kind: SpanKind = .internal,
        function: String = #function,
        file fileID: String = #fileID,
        line: UInt = #line
    ) -> OTLPSpan {
        start(operationName, in: context(), kind, fileID) { recorder.clock.now }
    }

    private func start(
        _ name: String,
        in outer: ServiceContext,
        _ kind: SpanKind,
        _ fileID: String,
        knowing known: AttributeList? = nil,
        at instant: () -> UInt64
    ) -> OTLPSpan {
        let parent = parent(in: outer)
        if isDisabled {
            // It passes on what it was given, as if it were not there.
            let context = parent?.context ?? SpanContext(traceID: .none, spanID: .none)
            return OTLPSpan(name, spanContext: context, outer: outer, isTransparent: true, recording: nil)
        }

        let traceID = parent?.context.traceID ?? ids.traceID()
        let verdict: SamplingDecision.Verdict
        // Nil where there is nothing but the verdict.
        var decision: SamplingDecision?
        if let known = shortcut.verdict(under: parent) {
            verdict = known
        } else {
            var asked = outer
            if let known { asked.startAttributes = SpanAttributes(known) }
            let made = sampler.decide(SamplingRequest(parent: parent?.context, traceID: traceID, name: name, kind: kind, context: asked))
            verdict = made.verdict
            decision = made
        }
        // A child carries on what its trace says of its id; a root knows.
        var flags: TraceFlags = parent.map { $0.context.flags.intersection(.random) } ?? (ids.isRandom ? .random : [])
        if verdict == .recordAndSample { flags.insert(.sampled) }
        let context = SpanContext(
            traceID: traceID,
            spanID: ids.spanID(),
            flags: flags,
            traceState: decision?.traceState ?? parent?.context.traceState ?? ""
        )
        guard verdict != .drop else { return OTLPSpan(name, spanContext: context, outer: outer, recording: nil) }
        let recording = SpanRecording(
            name,
            spanContext: context,
            parent: parent,
            kind: kind,
            startUnixNano: instant(),
            attributes: decision?.attributes ?? Self.noAttributes,
            known: known,
            fileID: fileID,
            recorder: recorder
        )
        let span = OTLPSpan(name, spanContext: context, outer: outer, recording: recording)
        for processor in recorder.processors { processor.onStart(span, parentContext: outer) }
        return span
    }

    private static let noAttributes = SpanAttributes()

    /// Not as a `SpanContext`, which takes a while to copy.
    private func parent(in context: ServiceContext) -> CurrentSpan? {
        // To look into an empty context takes as long as to start a span otherwise does.
        guard !context.isEmpty, let parent = context.currentSpan, parent.context.isValid else { return nil }
        return parent
    }

    /// The span of a context, where this process started it and it has not ended.
    public func activeSpan(identifiedBy context: ServiceContext) -> OTLPSpan? {
        context.currentSpan?.span.flatMap { $0.isRecording ? $0 : nil }
    }

    /// How often something was done to a span that had ended, a second `end()` included. All of it was ignored.
    public var lateOperations: Int { recorder.lateOperations }

    /// Asks for an export without waiting for it; ``Telemetry/forceFlush(within:)`` waits.
    public func forceFlush() { requestFlush() }
}

extension OTLPTracer: InformedTracer {
    package func startSpan(
        _ name: String,
        knowing known: AttributeList,
        in context: ServiceContext,
        ofKind kind: SpanKind,
        file fileID: String
    ) -> any Tracing.Span {
        start(name, in: context, kind, fileID, knowing: known) { recorder.clock.now }
    }
}

// MARK: - Propagation

extension OTLPTracer {
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        for propagator in propagators { propagator.extract(carrier, into: &context, using: extractor) }
    }

    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        for propagator in propagators { propagator.inject(context, into: &carrier, using: injector) }
    }
}
