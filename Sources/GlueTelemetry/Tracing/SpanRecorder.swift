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
    private let encoder: AttributeEncoder
    private let redactor: Redactor
    private let journal: Journal
    /// Whether any destination wants message content; else it is not even packed.
    private let wantsContent: Bool
    private let hasDestinations: Bool
    private let scopes = Mutex<[String: UInt32]>([:])
    /// Says that it is time to export.
    private let wake: @Sendable () -> Void

    init(
        limits: SpanLimits,
        clock: SpanClock,
        redactor: Redactor,
        journal: Journal,
        wantsContent: Bool,
        wake: @escaping @Sendable () -> Void
    ) {
        self.limits = limits
        self.clock = clock
        self.redactor = redactor
        self.journal = journal
        self.wantsContent = wantsContent
        self.wake = wake
        hasDestinations = journal.hasLanes
        encoder = AttributeEncoder(valueLength: limits.valueLength)
    }

    /// - Parameter state: The span's own, as it was at its end.
    func record(_ span: OTLPSpan, _ state: OTLPSpan.State) {
        guard hasDestinations, span.spanContext.isSampled else { return }
        let attributes = encoder.split(state.attributes)
        let base = message(span, state, attributes.base).prepared()
        var header = RecordHeader(
            kind: .span,
            flags: state.status?.code == .error ? .failed : [],
            traceID: span.spanContext.traceID,
            scope: scope(of: span.fileID),
            base: base.size
        )
        let isTime: Bool
        if wantsContent, !attributes.content.isEmpty {
            let content = OTLP.preparedSpan(attributes: attributes.content)
            header.content = content.size
            isTime = journal.append(header) { place in
                base.write(to: place)
                content.write(to: place + base.size)
            }
        } else {
            isTime = journal.append(header) { base.write(to: $0) }
        }
        if isTime { wake() }
    }

    private func message(_ span: OTLPSpan, _ state: OTLPSpan.State, _ attributes: [OTLP.KeyValue]) -> OTLP.Span {
        let context = span.spanContext
        return OTLP.Span(
            traceID: context.traceID,
            spanID: context.spanID,
            traceState: context.traceState,
            parentSpanID: span.parent,
            flags: UInt32(context.flags.rawValue) | Self.remoteFlags(span.isParentRemote),
            name: state.name,
            kind: OTLP.SpanKind(span.kind),
            startTimeUnixNano: span.startUnixNano,
            endTimeUnixNano: state.endUnixNano ?? span.startUnixNano,
            attributes: attributes,
            droppedAttributesCount: UInt32(state.droppedAttributes),
            events: state.events.map(event),
            droppedEventsCount: UInt32(state.droppedEvents),
            links: state.links.compactMap(link),
            droppedLinksCount: UInt32(state.droppedLinks),
            status: state.status.map { OTLP.Status($0) }
        )
    }

    private func event(_ event: SpanEvent) -> OTLP.Event {
        let attributes = encoder.list(event.attributes, limit: limits.attributesPerEvent)
        return OTLP.Event(
            timeUnixNano: event.nanosecondsSinceEpoch,
            name: event.name,
            attributes: attributes.kept,
            droppedAttributesCount: attributes.dropped
        )
    }

    /// Nil where the link's context holds no span.
    private func link(_ link: SpanLink) -> OTLP.Link? {
        guard let context = link.context.spanContext else { return nil }
        let attributes = encoder.list(link.attributes, limit: limits.attributesPerLink)
        return OTLP.Link(
            traceID: context.traceID,
            spanID: context.spanID,
            traceState: context.traceState,
            attributes: attributes.kept,
            droppedAttributesCount: attributes.dropped,
            flags: UInt32(context.flags.rawValue) | Self.remoteFlags(context.isRemote)
        )
    }

    /// Bit 8 says that bit 9 is known, which says that the other span is in another process.
    private static func remoteFlags(_ isRemote: Bool) -> UInt32 { isRemote ? 0x300 : 0x100 }

    /// The instrumentation scope is the module that the span was started in.
    private func scope(of fileID: String) -> UInt32 {
        if let number = scopes.withLock({ $0[fileID] }) { return number }
        let module = fileID.prefix { $0 != "/" }
        let number = journal.intern(scope: OTLP.Scope(name: String(module)).packed())
        scopes.withLock { $0[fileID] = number }
        return number
    }
}

// MARK: - Errors

extension SpanRecorder {
    /// The event for an error.
    ///
    /// Source: OpenTelemetry semantic conventions, "Exceptions on spans".
    func event(for error: any Error, attributes: SpanAttributes, at instant: UInt64) -> SpanEvent {
        var all: SpanAttributes = [
            "exception.type": .string(Self.typeName(of: error)),
            "exception.message": .string(redactor.redact("\(error)")),
        ]
        all.merge(attributes)
        return SpanEvent(name: "exception", at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: instant), attributes: all)
    }

    /// The type with its module, without the place in memory that a private type's name holds.
    private static func typeName(of error: any Error) -> String {
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
    init(_ status: SpanStatus) {
        switch status.code {
        case .ok: self.init(code: .ok)
        case .error: self.init(code: .error, message: status.message ?? "")
        }
    }
}
