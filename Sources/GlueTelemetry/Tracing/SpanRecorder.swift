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
    /// Says that it is time to export.
    let wake: @Sendable () -> Void
    let processors: [any SpanProcessor]
    private let journal: Journal
    private let tail: TailGate?
    private let hasDestinations: Bool
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
        wake: @escaping @Sendable () -> Void
    ) {
        self.limits = limits
        self.clock = clock
        self.processors = processors
        self.journal = journal
        self.tail = tail
        self.wake = wake
        hasDestinations = journal.hasLanes
        encoder = AttributeEncoder(valueLength: limits.valueLength, redactor: redactor, wantsContent: wantsContent)
    }

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
    func record(_ span: OTLPSpan, _ state: borrowing OTLPSpan.State) -> Recorded {
        guard hasDestinations && span.spanContext.isSampled || !processors.isEmpty else { return Recorded() }
        if state.isListed { return append(span, state, state.fields) }
        var fields = SpanFields(limit: .max)
        span.dictionary.forEach { key, value in
            fields.change(key, encoder) { encoder.set(key, value, isContent: $1, in: &$0) }
        }
        // The dictionary of the tracing API knows no order: sorted attributes look alike from span to span, which compresses.
        fields.sort()
        return append(span, state, fields)
    }

    private func append(_ span: OTLPSpan, _ state: borrowing OTLPSpan.State, _ fields: borrowing SpanFields) -> Recorded {
        let head = head(span, state, dropped: fields.dropped)
        var recorded = Recorded()
        let endTime = head.endTimeUnixNano
        if !processors.isEmpty || tail != nil { recorded.finished = FinishedSpan(span, head, fields) }
        guard hasDestinations, span.spanContext.isSampled else { return recorded }
        recorded.isTime = withUnsafeTemporaryAllocation(byteCount: head.bound, alignment: 8) { room in
            let head = UnsafeRawBufferPointer(rebasing: room[..<head.pack(into: room)])
            let items = state.items.bytes
            var header = RecordHeader(
                kind: .span,
                // Not as literals: the compiler makes sets of them at run time, across modules.
                flags: state.status?.code == .error ? .failed : RecordFlags(rawValue: 0),
                traceID: span.spanContext.traceID,
                scope: scope(of: span.fileID),
                base: head.count + fields.base.size + items.count,
                content: fields.content.size
            )
            func fill(_ place: UnsafeMutablePointer<UInt8>) {
                var next = UnsafeMutableRawPointer(place)
                func copy(_ bytes: UnsafeRawBufferPointer) {
                    guard let source = bytes.baseAddress else { return }
                    next.copyMemory(from: source, byteCount: bytes.count)
                    next += bytes.count
                }
                copy(head)
                fields.base.write(to: next.assumingMemoryBound(to: UInt8.self))
                next += fields.base.size
                copy(items)
                fields.content.write(to: next.assumingMemoryBound(to: UInt8.self))
            }
            guard let tail, let finished = recorded.finished else { return journal.append(header, fill) }
            header.timeUnixNano = endTime
            return tail.take(finished, header, fill)
        }
        return recorded
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

    private func head(_ span: OTLPSpan, _ state: borrowing OTLPSpan.State, dropped: Int) -> SpanHead {
        let context = span.spanContext
        var head = SpanHead()
        head.traceID = context.traceID
        head.spanID = context.spanID
        head.traceState = context.traceState
        head.parentSpanID = span.parent
        head.flags = context.flags(isRemote: span.isParentRemote)
        head.name = encoder.redacted(state.name)
        head.kind = OTLP.SpanKind(span.kind)
        head.startTimeUnixNano = span.startUnixNano
        head.endTimeUnixNano = state.endUnixNano ?? span.startUnixNano
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
