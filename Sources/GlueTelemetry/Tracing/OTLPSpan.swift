import GlueSemantics
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

    /// The context that the span was started in.
    private let outer: ServiceContext
    /// Whether the span stands for itself in `context`; a disabled tracer's does not.
    private let isTransparent: Bool
    private let startName: String
    /// Nil where nothing is recorded: most of what makes a span is spared then.
    let recording: SpanRecording?
    private let uncountedRecording: Unmanaged<SpanRecording>?

    init(
        _ name: String,
        spanContext: SpanContext,
        outer: ServiceContext,
        isTransparent: Bool = false,
        recording: SpanRecording?
    ) {
        self.spanContext = spanContext
        self.outer = outer
        self.isTransparent = isTransparent
        startName = name
        self.recording = recording
        uncountedRecording = recording.map(Unmanaged.passUnretained)
    }

    /// Uses the recording without counting who holds it, as the span does: for what is called several times a span.
    @inline(__always)
    func withRecording(_ body: (SpanRecording) -> Void) { uncountedRecording?._withUnsafeGuaranteedRef(body) }
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

    public var isRecording: Bool { recording?.isOpen ?? false }

    /// `span.attributes["key"] = value` changes the attributes in place, without copying them.
    ///
    /// While such an access lasts, they are in the hands of whoever makes it. What others set in the meantime is merged
    /// when they come back, so that nothing is lost; what others read in the meantime may be incomplete.
    public var attributes: SpanAttributes {
        get { recording?.allAttributes ?? SpanAttributes() }
        set { recording?.allAttributes = newValue }
        // All of it here: to go on to another accessor takes as long as to set an attribute.
        _modify {
            if let recording, recording.takeDictionary() {
                if recording.dictionary.count < recording.recorder.limits.attributes {
                    // Most spans get some ten: a dictionary that grows to them moves and hashes them four times.
                    if recording.dictionary.isEmpty { recording.dictionary.reserveCapacity(SpanRecording.usualAttributes) }
                    defer { recording.bringBack(keeping: nil) }
                    yield &recording.dictionary
                } else {
                    let before = recording.dictionary
                    defer { recording.bringBack(keeping: before) }
                    yield &recording.dictionary
                }
            } else {
                var copy = recording?.copyForChange() ?? SpanAttributes()
                defer { recording?.merge(copy) }
                yield &copy
            }
        }
    }

    public var operationName: String {
        get { recording?.name ?? startName }
        set { recording?.change(isEvent: true) { $0.name = newValue } }
    }

    /// An error without a message keeps the message of an earlier one; OK is final.
    public func setStatus(_ status: SpanStatus) {
        recording?.change(isEvent: true) { state in
            guard state.status?.code != .ok else { return }
            let isSilent = status.code == .error && status.message == nil
            state.status = isSilent ? SpanStatus(code: .error, message: state.status?.message) : status
        }
    }

    public func addEvent(_ event: SpanEvent) { recording?.add(event) }

    /// Adds the event `exception`. The span's status stays as it is.
    public func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        guard let recording else { return }
        let recorder = recording.recorder
        recording.add(recorder.event(for: error, attributes: attributes, at: recorder.clock.reading(instant)))
    }

    /// A link to a context that holds no span is left out.
    public func addLink(_ link: SpanLink) { recording?.add(link) }

    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard let recording else { return }
        end(recording, at: recording.recorder.clock.reading(instant))
    }

    /// Ends the span now.
    public func end() {
        guard let recording else { return }
        end(recording, at: recording.recorder.clock.now)
    }

    private func end(_ recording: SpanRecording, at instant: UInt64) {
        let processors = recording.recorder.processors
        if !processors.isEmpty {
            guard recording.beginEnding() else { return }
            // They may change the span for the last time.
            for processor in processors { processor.onEnding(self) }
        }
        recording.end(at: instant)
    }
}
