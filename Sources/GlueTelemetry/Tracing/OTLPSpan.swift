import GlueOTLP
import GlueSemantics
import Synchronization
public import Tracing

/// A span that is packed into the queue when it ends.
///
/// Every operation is safe from any thread. `end()` counts once; what is done to a span that has ended is ignored.
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
    private let records: Bool
    private let state: Mutex<State>
    /// What a dictionary of 16 buckets holds.
    private static let usualAttributes = 12

    struct State {
        var name: String
        var attributes: SpanAttributes
        var droppedAttributes = 0
        var events: [SpanEvent] = []
        var droppedEvents = 0
        var links: [SpanLink] = []
        var droppedLinks = 0
        var status: SpanStatus?
        var endUnixNano: UInt64?
        /// How many accesses are changing the attributes in place right now.
        var lent = 0
    }

    init(
        _ name: String,
        spanContext: SpanContext,
        parent: SpanContext?,
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
        self.parent = parent?.spanID ?? .none
        isParentRemote = parent?.isRemote ?? false
        self.kind = kind
        self.startUnixNano = startUnixNano
        self.fileID = fileID
        self.records = records
        state = Mutex(State(name: name, attributes: attributes))
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
        set { change { $0.name = newValue } }
    }

    /// An error without a message keeps the message of an earlier one; OK is final.
    public func setStatus(_ status: SpanStatus) {
        change { state in
            guard state.status?.code != .ok else { return }
            let isSilent = status.code == .error && status.message == nil
            state.status = isSilent ? SpanStatus(code: .error, message: state.status?.message) : status
        }
    }

    public func addEvent(_ event: SpanEvent) {
        change { state in
            guard state.events.count < recorder.limits.events else { return state.droppedEvents += 1 }
            state.events.append(event)
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

    public func addLink(_ link: SpanLink) {
        change { state in
            guard state.links.count < recorder.limits.links else { return state.droppedLinks += 1 }
            state.links.append(link)
        }
    }

    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard records else { return }
        let instant = recorder.clock.reading(instant)
        let finished = state.withLock { state -> State? in
            guard state.endUnixNano == nil else { return nil }
            state.endUnixNano = instant
            // Whoever is changing the attributes finishes the span when they are back.
            return state.lent == 0 ? state : nil
        }
        if let finished { recorder.record(self, finished) }
    }

    private func change(_ body: (inout State) -> Void) {
        guard records else { return }
        state.withLock { state in
            guard state.endUnixNano == nil else { return }
            body(&state)
        }
    }
}

// MARK: - Attributes

extension OTLPSpan {
    /// `span.attributes["key"] = value` changes the attributes in place, without copying them.
    ///
    /// While such an access lasts, they are in the hands of whoever makes it. What others set in the meantime is merged
    /// when they come back, so that nothing is lost; what others read in the meantime may be incomplete.
    public var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set {
            change { state in
                let before = state.attributes
                state.attributes = newValue
                keepLimit(&state, before: before)
            }
        }
        _modify {
            var (lent, before) = lend()
            defer { takeBack(lent, before: before) }
            yield &lent
        }
    }

    /// The attributes, and what they were where the limit is reached and only those may stay.
    private func lend() -> (SpanAttributes, before: SpanAttributes?) {
        guard records else { return ([:], nil) }
        return state.withLock { state in
            guard state.endUnixNano == nil else { return (state.attributes, nil) }
            state.lent += 1
            var lent = state.attributes
            state.attributes = [:]
            // Most spans get some ten: a dictionary that grows to them moves and hashes them four times.
            if lent.isEmpty { lent.reserveCapacity(Self.usualAttributes) }
            return (lent, lent.count >= recorder.limits.attributes ? lent : nil)
        }
    }

    private func takeBack(_ attributes: SpanAttributes, before: SpanAttributes?) {
        guard records else { return }
        let finished = state.withLock { state -> State? in
            guard state.lent > 0 else { return nil }
            state.lent -= 1
            let meantime = state.attributes
            state.attributes = attributes
            if !meantime.isEmpty { state.attributes.merge(meantime) }
            keepLimit(&state, before: before ?? [:])
            return state.endUnixNano != nil && state.lent == 0 ? state : nil
        }
        if let finished { recorder.record(self, finished) }
    }

    /// Takes out what came in beyond the limit: keys that were there before stay.
    private func keepLimit(_ state: inout State, before: SpanAttributes) {
        let excess = state.attributes.count - recorder.limits.attributes
        guard excess > 0 else { return }
        var added: [String] = []
        state.attributes.forEach { key, _ in if before.get(key) == nil { added.append(key) } }
        for key in added.sorted().suffix(excess) { state.attributes.set(key, value: nil) }
        state.droppedAttributes += min(excess, added.count)
    }
}
