import GlueOTLP
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
        let outer = context()
        let parent = outer.spanContext.flatMap { $0.isValid ? $0 : nil }
        if isDisabled { return transparentSpan(operationName, kind: kind, outer: outer, parent: parent, fileID: fileID) }

        let traceID = parent?.traceID ?? ids.traceID()
        let decision = sampler.decide(
            SamplingRequest(parent: parent, traceID: traceID, name: operationName, kind: kind, context: outer)
        )
        // A child carries on what its trace says of its id; a root knows.
        var flags: TraceFlags = parent.map { $0.flags.intersection(.random) } ?? (ids.isRandom ? .random : [])
        if decision.verdict == .recordAndSample { flags.insert(.sampled) }
        return OTLPSpan(
            operationName,
            spanContext: SpanContext(
                traceID: traceID,
                spanID: ids.spanID(),
                flags: flags,
                traceState: decision.traceState ?? parent?.traceState ?? ""
            ),
            parent: parent,
            outer: outer,
            kind: kind,
            startUnixNano: decision.verdict == .drop ? 0 : recorder.clock.reading(instant),
            attributes: decision.attributes,
            records: decision.verdict != .drop,
            fileID: fileID,
            recorder: recorder
        )
    }

    /// A disabled tracer passes on what it was given, as if it were not there.
    private func transparentSpan(
        _ name: String,
        kind: SpanKind,
        outer: ServiceContext,
        parent: SpanContext?,
        fileID: String
    ) -> OTLPSpan {
        OTLPSpan(
            name,
            spanContext: parent ?? SpanContext(traceID: .none, spanID: .none),
            parent: parent,
            outer: outer,
            kind: kind,
            startUnixNano: 0,
            attributes: [:],
            records: false,
            isTransparent: true,
            fileID: fileID,
            recorder: recorder
        )
    }

    /// The span of a context, where this process started it and it has not ended.
    public func activeSpan(identifiedBy context: ServiceContext) -> OTLPSpan? {
        context.currentSpan?.span.flatMap { $0.isRecording ? $0 : nil }
    }

    /// Asks for an export without waiting for it; ``Telemetry/forceFlush(within:)`` waits.
    public func forceFlush() { requestFlush() }
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
