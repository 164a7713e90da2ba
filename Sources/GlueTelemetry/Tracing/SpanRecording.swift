import GlueJournal
import GlueOTLP
import GlueSemantics
import Synchronization
import Tracing

/// What is recorded of a span until it has ended: all that a span which is not sampled does without.
final class SpanRecording: Sendable {
    let spanContext: SpanContext
    let recorder: SpanRecorder
    let parent: OTLP.SpanID
    let isParentRemote: Bool
    let kind: SpanKind
    let startUnixNano: UInt64
    let fileID: String
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
        kind: SpanKind,
        startUnixNano: UInt64,
        attributes: SpanAttributes,
        known: AttributeList?,
        fileID: String,
        recorder: SpanRecorder
    ) {
        self.spanContext = spanContext
        self.recorder = recorder
        self.parent = parent?.context.spanID ?? .none
        isParentRemote = parent?.context.isRemote ?? false
        self.kind = kind
        self.startUnixNano = startUnixNano
        self.fileID = fileID
        dictionary = attributes
        state = Mutex(State(name: name, fields: SpanFields(limit: recorder.limits.attributes)))
        if let known, !known.isEmpty { state.withLock { set(known, &$0) } }
        if recorder.keepsOpenSpans, spanContext.isSampled { state.withLock { recorder.keep(self, &$0) } }
    }
}

extension SpanRecording {
    /// Whether the span has not ended.
    var isOpen: Bool { state.withLock { $0.endUnixNano == nil } }

    var name: String { state.withLock { $0.name } }

    /// - Parameter isEvent: Whether it is more than an attribute that changes.
    @inline(__always)
    func change(isEvent: Bool = false, _ body: (inout State) -> Void) {
        state.withLock { state in
            guard state.endUnixNano == nil else { return recorder.countLate() }
            body(&state)
            if recorder.keepsOpenSpans { noteProgress(&state, isEvent: isEvent) }
        }
    }

    func add(_ event: SpanEvent) {
        change(isEvent: true) { state in
            guard state.events < recorder.limits.events else { return state.droppedEvents += 1 }
            state.events += 1
            let attributes = recorder.encoder.fields(of: event.attributes, .event, limit: recorder.limits.attributesPerEvent)
            state.items.addEvent(recorder.encoder.redacted(event.name), at: event.nanosecondsSinceEpoch, attributes)
        }
    }

    func add(_ link: SpanLink) {
        guard let context = link.context.spanContext else { return }
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

    /// Takes note that the span is about to end.
    ///
    /// - Returns: False where somebody else is ending it.
    func beginEnding() -> Bool {
        state.withLock { state in
            guard state.endUnixNano == nil, !state.isEnding else {
                recorder.countLate()
                return false
            }
            state.isEnding = true
            return true
        }
    }

    func end(at instant: UInt64) {
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
}
