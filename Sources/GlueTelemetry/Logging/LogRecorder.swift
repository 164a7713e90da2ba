import GlueJournal
import GlueOTLP
import GlueRedaction
import GlueSemantics
import ServiceContextModule
import Synchronization

/// Packs log records and puts them into the queue.
final class LogRecorder: Sendable {
    let settings: LogSettings
    let clock: SpanClock
    let encoder: LogValueEncoder
    private let journal: Journal
    private let wantsContent: Bool
    private let redactor: Redactor
    private let wake: @Sendable () -> Void
    private let scopes = Mutex<[String: UInt32]>([:])
    /// Whether any destination wants logs.
    let isEnabled: Bool

    init(
        _ settings: LogSettings,
        clock: SpanClock,
        redactor: Redactor,
        journal: Journal,
        wantsContent: Bool,
        wake: @escaping @Sendable () -> Void
    ) {
        self.settings = settings
        self.clock = clock
        self.redactor = redactor
        self.journal = journal
        self.wantsContent = wantsContent
        self.wake = wake
        encoder = LogValueEncoder(depth: settings.valueDepth)
        isEnabled = journal.hasLanes
    }

    /// - Parameters:
    ///   - record: With everything but its span, and its content among the attributes.
    ///   - scope: The name of the instrumentation scope.
    func record(_ record: OTLP.LogRecord, scope: String, context: ServiceContext?) {
        var record = record
        if let span = context?.spanContext {
            record.traceID = span.traceID
            record.spanID = span.spanID
            record.flags = UInt32(span.flags.rawValue)
        }
        record.body = record.body.map(redactor.redacted)
        let content = split(&record)
        append(record, content: content, scope: number(of: scope))
    }

    /// Redacts the attributes, takes the content out of them, and keeps the limits.
    private func split(_ record: inout OTLP.LogRecord) -> [OTLP.KeyValue] {
        var content: [OTLP.KeyValue] = []
        var attributes: [OTLP.KeyValue] = []
        attributes.reserveCapacity(record.attributes.count)
        for attribute in record.attributes {
            guard var attribute = redactor.redacted(attribute) else {
                record.droppedAttributesCount += 1
                continue
            }
            if ContentAttributes.keys.contains(attribute.key) {
                content.append(attribute)
            } else {
                if let length = settings.valueLength { attribute.value = attribute.value?.cut(to: length) }
                attributes.append(attribute)
            }
        }
        if attributes.count > settings.attributes {
            record.droppedAttributesCount += UInt32(attributes.count - settings.attributes)
            attributes.removeLast(attributes.count - settings.attributes)
        }
        record.attributes = attributes
        return content
    }

    private func append(_ record: OTLP.LogRecord, content: [OTLP.KeyValue], scope: UInt32) {
        let base = record.prepared()
        var header = RecordHeader(
            kind: .log,
            flags: record.severityNumber >= StructuredEvent.Severity.error.rawValue ? .failed : [],
            traceID: record.traceID,
            scope: scope,
            timeUnixNano: record.timeUnixNano,
            base: base.size
        )
        let isTime: Bool
        if wantsContent, !content.isEmpty {
            let tail = OTLP.preparedLogRecord(attributes: content)
            header.content = tail.size
            isTime = journal.append(header) { place in
                base.write(to: place)
                tail.write(to: place + base.size)
            }
        } else {
            isTime = journal.append(header) { base.write(to: $0) }
        }
        if isTime { wake() }
    }

    private func number(of scope: String) -> UInt32 {
        if let number = scopes.withLock({ $0[scope] }) { return number }
        let number = journal.intern(scope: OTLP.Scope(name: scope).packed())
        scopes.withLock { $0[scope] = number }
        return number
    }
}
