import GlueJournal
import GlueOTLP
import GlueSemantics
import Synchronization
public import Tracing

/// A span that is packed into the queue when it ends.
///
/// ```swift
/// let span = tracer.startSpan("chat gpt-4o-mini", ofKind: .client)
/// defer { span.end() }
/// span.set("gen_ai.request.model", "gpt-4o-mini")
/// span.event("gen_ai.retry") { $0.set("attempt", 1) }
/// ```
/// `set` packs an attribute as it comes and keeps the order; `attributes` is the dictionary of swift-distributed-tracing,
/// which any library can use and which costs about twice as much. Both may be used on one span.
///
/// Every operation is safe from any thread. `end()` counts once; what is done to a span that has ended is ignored and
/// counted in ``OTLPTracer/lateOperations``.
public final class OTLPSpan: Span {
    /// What names this span; unlike `context`, it costs nothing to look at.
    public let spanContext: SpanContext

    let recorder: SpanRecorder
    /// The context that the span was started in.
    let outer: ServiceContext
    /// Whether the span stands for itself in `context`; a disabled tracer's does not.
    let isTransparent: Bool
    let parent: OTLP.SpanID
    let isParentRemote: Bool
    let kind: SpanKind
    let startUnixNano: UInt64
    let fileID: String
    let records: Bool
    let state: Mutex<State>
    /// Who has the dictionary below, see ``Lending``.
    let lending = Atomic<UInt8>(Lending.free)
    // Whoever has brought `lending` from free to another value is the only one to touch it.
    @exclusivity(unchecked) nonisolated(unsafe) var dictionary: SpanAttributes

    /// What the span's lock guards.
    struct State: ~Copyable {
        var name: String
        /// Whether the attributes are in `fields`, in order. Once the dictionary is used, all are in there.
        var isListed = false
        var fields: SpanFields
        /// What was set while another had the dictionary.
        var meantime: SpanAttributes?
        var droppedAttributes = 0
        var items = SpanItems()
        var events = 0
        var droppedEvents = 0
        var links = 0
        var droppedLinks = 0
        var status: SpanStatus?
        var endUnixNano: UInt64?
        /// Whether the processors are told that it is about to end.
        var isEnding = false
        /// What the journal holds of the span while it is open, and when that was written.
        var held: HeldRecord?
        var heldUnixNano: UInt64 = 0
    }

    init(
        _ name: String,
        spanContext: SpanContext,
        parent: CurrentSpan?,
        outer: ServiceContext,
        kind: SpanKind,
        startUnixNano: UInt64,
        attributes: SpanAttributes,
        records: Bool,
        isTransparent: Bool = false,
        fileID: String,
        recorder: SpanRecorder
    ) {
        self.spanContext = spanContext
        self.recorder = recorder
        self.outer = outer
        self.isTransparent = isTransparent
        self.parent = parent?.context.spanID ?? .none
        isParentRemote = parent?.context.isRemote ?? false
        self.kind = kind
        self.startUnixNano = startUnixNano
        self.fileID = fileID
        self.records = records
        dictionary = attributes
        state = Mutex(State(name: name, fields: SpanFields(limit: recorder.limits.attributes)))
        if recorder.keepsOpenSpans, records, spanContext.isSampled { state.withLock { recorder.keep(self, &$0) } }
    }
}

// MARK: - Span

extension OTLPSpan {
    /// The context for what happens within this span. It is made anew at each look.
    public var context: ServiceContext {
        var context = outer
        // They were this span's alone.
        if context.startAttributes != nil { context.startAttributes = nil }
        if !isTransparent { context.currentSpan = CurrentSpan(context: spanContext, span: self) }
        return context
    }

    public var isRecording: Bool { records && state.withLock { $0.endUnixNano == nil } }

    public var operationName: String {
        get { state.withLock { $0.name } }
        set { change(isEvent: true) { $0.name = newValue } }
    }

    /// An error without a message keeps the message of an earlier one; OK is final.
    public func setStatus(_ status: SpanStatus) {
        change(isEvent: true) { state in
            guard state.status?.code != .ok else { return }
            let isSilent = status.code == .error && status.message == nil
            state.status = isSilent ? SpanStatus(code: .error, message: state.status?.message) : status
        }
    }

    public func addEvent(_ event: SpanEvent) {
        change(isEvent: true) { state in
            guard state.events < recorder.limits.events else { return state.droppedEvents += 1 }
            state.events += 1
            let attributes = recorder.encoder.fields(of: event.attributes, .event, limit: recorder.limits.attributesPerEvent)
            state.items.addEvent(recorder.encoder.redacted(event.name), at: event.nanosecondsSinceEpoch, attributes)
        }
    }

    /// Adds the event `exception`. The span's status stays as it is.
    public func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        guard records else { return }
        addEvent(recorder.event(for: error, attributes: attributes, at: recorder.clock.reading(instant)))
    }

    /// A link to a context that holds no span is left out.
    public func addLink(_ link: SpanLink) {
        guard records, let context = link.context.spanContext else { return }
        change(isEvent: true) { state in
            guard state.links < recorder.limits.links else { return state.droppedLinks += 1 }
            state.links += 1
            state.items.addLink(
                to: context.traceID,
                context.spanID,
                traceState: context.traceState,
                flags: context.flags(isRemote: context.isRemote),
                recorder.encoder.fields(of: link.attributes, .link, limit: recorder.limits.attributesPerLink)
            )
        }
    }

    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard records else { return }
        end(at: recorder.clock.reading(instant))
    }

    /// Ends the span now.
    public func end() {
        guard records else { return }
        end(at: recorder.clock.now)
    }

    private func end(at instant: UInt64) {
        if !recorder.processors.isEmpty, !announceEnd() { return }
        let recorded = state.withLock { state -> SpanRecorder.Recorded in
            guard state.endUnixNano == nil else {
                recorder.countLate()
                return SpanRecorder.Recorded()
            }
            // A clock that was set back meanwhile must not make a span of negative length.
            state.endUnixNano = max(instant, startUnixNano)
            // Whoever has the dictionary finishes the span when they are back.
            return keepsDictionary(for: state) ? recorder.record(self, &state) : SpanRecorder.Recorded()
        }
        recorder.finish(recorded)
    }

    /// Lets the processors change the span for the last time.
    ///
    /// - Returns: False where somebody else is ending it.
    private func announceEnd() -> Bool {
        let isFirst = state.withLock { state in
            guard state.endUnixNano == nil, !state.isEnding else {
                recorder.countLate()
                return false
            }
            state.isEnding = true
            return true
        }
        if isFirst { for processor in recorder.processors { processor.onEnding(self) } }
        return isFirst
    }

    /// - Parameter isEvent: Whether it is more than an attribute that changes.
    @inline(__always)
    func change(isEvent: Bool = false, _ body: (inout State) -> Void) {
        guard records else { return }
        state.withLock { state in
            guard state.endUnixNano == nil else { return recorder.countLate() }
            body(&state)
            if recorder.keepsOpenSpans { noteProgress(&state, isEvent: isEvent) }
        }
    }
}
