import GlueJournal
import GlueOTLP
import GlueRedaction
import GlueSemantics
import Synchronization
import Tracing

/// Takes the spans that end, packs them and puts them into the queue.
final class SpanRecorder: Sendable {
    let limits: SpanLimits
    let clock: SpanClock
    let encoder: AttributeEncoder
    private let uncountedEncoder: Unmanaged<AttributeEncoder>
    /// Says that it is time to export.
    let wake: @Sendable () -> Void
    let processors: [any SpanProcessor]
    private let journal: Journal
    private let tail: TailGate?
    private let hasDestinations: Bool
    /// Whether spans are kept in the journal from their start on.
    let keepsOpenSpans: Bool
    /// How often an open span is written anew where only attributes change.
    private static let progressInterval: UInt64 = 1_000_000_000
    private let scopes = Mutex(Scopes())
    private let late = Atomic<Int>(0)

    init(
        limits: SpanLimits,
        clock: SpanClock,
        redactor: Redactor,
        processors: [any SpanProcessor] = [],
        journal: Journal,
        tail: TailGate? = nil,
        wantsContent: Bool,
        keepsOpenSpans: Bool,
        wake: @escaping @Sendable () -> Void
    ) {
        self.limits = limits
        self.clock = clock
        self.processors = processors
        self.journal = journal
        self.tail = tail
        self.wake = wake
        hasDestinations = journal.hasLanes
        self.keepsOpenSpans = keepsOpenSpans && journal.hasLanes
        encoder = AttributeEncoder(valueLength: limits.valueLength, redactor: redactor, wantsContent: wantsContent)
        uncountedEncoder = Unmanaged.passUnretained(encoder)
    }

    /// Uses the encoder without counting who holds it, which would cost as much as to pack an attribute: the recorder does.
    @inline(__always)
    func withEncoder(_ body: (AttributeEncoder) -> Void) { uncountedEncoder._withUnsafeGuaranteedRef(body) }

    /// How often something was done to a span that had ended.
    var lateOperations: Int { late.load(ordering: .relaxed) }

    func countLate() { late.add(1, ordering: .relaxed) }
}

// MARK: - Spans

extension SpanRecorder {
    /// Packs a span that has ended into the queue.
    ///
    /// - Parameter state: The span's own, as it was at its end; the caller holds its lock.
    /// - Returns: What is left to do without the lock, see ``finish(_:)``.
    func record(_ span: SpanRecording, _ state: inout SpanRecording.State) -> Recorded {
        let isExported = hasDestinations && span.spanContext.isSampled
        guard isExported || !processors.isEmpty else { return Recorded() }
        let recorded = pack(span, state) { header, head, fields, fill in
            var recorded = Recorded()
            if !processors.isEmpty || tail != nil { recorded.finished = FinishedSpan(span, head, fields) }
            guard isExported else { return recorded }
            if let tail, let finished = recorded.finished {
                var header = header
                header.timeUnixNano = head.endTimeUnixNano
                recorded.isTime = tail.take(finished, header, fill)
            } else {
                recorded.isTime = journal.append(header, fill)
            }
            return recorded
        }
        // Only now: a kill in between leaves both, of which the ended one counts.
        if let held = state.held.take() { journal.remove(held) }
        return recorded
    }

    /// Packs a span as it is and hands it on; the caller holds its lock and has its dictionary.
    private func pack<Result>(
        _ span: SpanRecording,
        _ state: borrowing SpanRecording.State,
        now: UInt64 = 0,
        _ put: (RecordHeader, borrowing SpanHead, borrowing SpanFields, (UnsafeMutablePointer<UInt8>) -> Void) -> Result
    ) -> Result {
        if state.isListed { return pack(span, state, state.fields, now, put) }
        var fields = SpanFields(limit: .max, isUnique: true)
        withEncoder { encoder in
            span.dictionary.forEach { key, value in fields.set(key, value, encoder) }
        }
        // The dictionary of the tracing API knows no order: sorted attributes look alike from span to span, which compresses.
        fields.sort()
        return pack(span, state, fields, now, put)
    }

    private func pack<Result>(
        _ span: SpanRecording,
        _ state: borrowing SpanRecording.State,
        _ fields: borrowing SpanFields,
        _ now: UInt64,
        _ put: (RecordHeader, borrowing SpanHead, borrowing SpanFields, (UnsafeMutablePointer<UInt8>) -> Void) -> Result
    ) -> Result {
        let head = head(span, state, dropped: fields.dropped)
        return withUnsafeTemporaryAllocation(byteCount: head.bound, alignment: 8) { room in
            let packed = UnsafeRawBufferPointer(rebasing: room[..<head.pack(into: room)])
            let items = state.items.bytes
            let header = RecordHeader(
                kind: .span,
                // Not as literals: the compiler makes sets of them at run time, across modules.
                flags: state.status?.code == .error ? .failed : RecordFlags(rawValue: 0),
                traceID: span.spanContext.traceID,
                scope: scope(of: span.fileID),
                timeUnixNano: now,
                base: packed.count + fields.base.size + items.count,
                content: fields.content.size
            )
            return put(header, head, fields) { place in
                var next = UnsafeMutableRawPointer(place)
                func copy(_ bytes: UnsafeRawBufferPointer) {
                    guard let source = bytes.baseAddress else { return }
                    next.copyMemory(from: source, byteCount: bytes.count)
                    next += bytes.count
                }
                copy(packed)
                fields.base.write(to: next.assumingMemoryBound(to: UInt8.self))
                next += fields.base.size
                copy(items)
                fields.content.write(to: next.assumingMemoryBound(to: UInt8.self))
            }
        }
    }

    /// What a span that was recorded leaves to do.
    struct Recorded {
        /// Whether it is time to export.
        var isTime = false
        /// Where processors want to see it.
        var finished: FinishedSpan?
    }

    /// Does what is left to do, without the span's lock: what is called here may look at the span.
    func finish(_ recorded: Recorded) {
        if recorded.isTime { wake() }
        guard let finished = recorded.finished else { return }
        for processor in processors { processor.onEnd(finished) }
    }

    private func head(_ span: SpanRecording, _ state: borrowing SpanRecording.State, dropped: Int) -> SpanHead {
        var head = SpanHead()
        head.traceID = span.spanContext.traceID
        head.spanID = span.spanContext.spanID
        head.traceState = span.spanContext.traceState
        head.parentSpanID = span.parent
        head.flags = span.spanContext.flags(isRemote: span.isParentRemote)
        head.name = encoder.redacted(state.name)
        head.kind = OTLP.SpanKind(span.kind)
        head.startTimeUnixNano = span.startUnixNano
        // An open span has none.
        head.endTimeUnixNano = state.endUnixNano ?? 0
        head.droppedAttributesCount = UInt32(clamping: state.droppedAttributes + dropped)
        head.droppedEventsCount = UInt32(clamping: state.droppedEvents)
        head.droppedLinksCount = UInt32(clamping: state.droppedLinks)
        head.status = state.status.map { OTLP.Status($0, redactedBy: encoder) }
        return head
    }

    /// The instrumentation scope is the module that the span was started in.
    private func scope(of fileID: String) -> UInt32 {
        scopes.withLock { scopes in
            if let number = scopes.number(of: fileID) { return number }
            let number = journal.intern(scope: OTLP.Scope(name: String(fileID.prefix { $0 != "/" })).packed())
            scopes.add(fileID, number)
            return number
        }
    }
}

// MARK: - Open spans

extension SpanRecorder {
    /// Keeps a span that starts in the journal, so that it is exported as interrupted where its process dies first.
    func keep(_ span: SpanRecording, _ state: inout SpanRecording.State) {
        state.heldUnixNano = clock.now
        state.held = pack(span, state, now: state.heldUnixNano) { header, _, _, fill in journal.hold(header, kind: .open, fill) }
    }

    /// Whether what the journal knows of an open span is to be renewed.
    ///
    /// - Parameter isEvent: What has changed is more than an attribute: that is written each time.
    func isDue(_ state: inout SpanRecording.State, isEvent: Bool) -> Bool {
        guard state.held != nil else { return false }
        let now = clock.now
        guard isEvent || now >= state.heldUnixNano &+ Self.progressInterval else { return false }
        state.heldUnixNano = now
        return true
    }

    /// The caller holds the span's lock and has its dictionary.
    func renew(_ span: SpanRecording, _ state: borrowing SpanRecording.State) {
        guard let held = state.held else { return }
        _ = pack(span, state, now: state.heldUnixNano) { header, _, _, fill in journal.update(held, header, fill) }
    }
}

/// The numbers of the scopes by the files that spans were started in.
private struct Scopes {
    private var all: [String: UInt32] = [:]
    // Those of the files that were asked for last, so that most are not hashed.
    private var latest = [(fileID: String, number: UInt32)](repeating: ("", 0), count: 8)

    mutating func number(of fileID: String) -> UInt32? {
        let slot = fileID.utf8.count & 7
        if latest[slot].fileID == fileID { return latest[slot].number }
        guard let number = all[fileID] else { return nil }
        latest[slot] = (fileID, number)
        return number
    }

    mutating func add(_ fileID: String, _ number: UInt32) { all[fileID] = number }
}

extension SpanContext {
    /// With what is known of the other end: bit 8 says that bit 9 is known, which says that the span is in another process.
    ///
    /// Source: opentelemetry-proto, `SpanFlags`.
    func flags(isRemote: Bool) -> UInt32 { UInt32(flags.rawValue) | (isRemote ? 0x300 : 0x100) }
}

// MARK: - Errors

extension SpanRecorder {
    /// The event for an error.
    ///
    /// Source: OpenTelemetry semantic conventions, "Exceptions on spans".
    func event(for error: any Error, attributes: SpanAttributes, at instant: UInt64) -> SpanEvent {
        var all: SpanAttributes = [
            "exception.type": .string(Self.typeName(of: error)),
            "exception.message": .string("\(error)"),
        ]
        all.merge(attributes)
        return SpanEvent(name: "exception", at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: instant), attributes: all)
    }

    /// The type with its module, without the place in memory that a private type's name holds.
    static func typeName(of error: any Error) -> String {
        let name = String(reflecting: type(of: error))
        guard name.contains("(") else { return name }
        return name.split(separator: ".").filter { !$0.hasPrefix("(") }.joined(separator: ".")
    }
}

extension OTLP.SpanKind {
    init(_ kind: SpanKind) {
        switch kind {
        case .internal: self = .internal
        case .server: self = .server
        case .client: self = .client
        case .producer: self = .producer
        case .consumer: self = .consumer
        }
    }
}

extension OTLP.Status {
    init(_ status: SpanStatus, redactedBy encoder: AttributeEncoder) {
        switch status.code {
        case .ok: self.init(code: .ok)
        case .error: self.init(code: .error, message: status.message.map(encoder.redacted) ?? "")
        }
    }
}
