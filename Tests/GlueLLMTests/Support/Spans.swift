import GlueSemantics
import InMemoryTracing
import Tracing

extension InMemoryTracer {
    /// The one finished span of a name; nil where there is none or more than one.
    func span(_ name: String) -> FinishedInMemorySpan? {
        let spans = finishedSpans.filter { $0.operationName == name }
        return spans.count == 1 ? spans[0] : nil
    }

    /// The finished spans below another one, by their start.
    func children(of parent: FinishedInMemorySpan) -> [FinishedInMemorySpan] {
        finishedSpans.filter { $0.parentSpanID == parent.spanID }
            .sorted { $0.startInstant.nanosecondsSinceEpoch < $1.startInstant.nanosecondsSinceEpoch }
    }
}

extension FinishedInMemorySpan {
    subscript(key: String) -> String? {
        if case .string(let value) = attributes.get(key) { value } else { nil }
    }

    func number(_ key: String) -> Double? {
        switch attributes.get(key) {
        case .int64(let value): Double(value)
        case .int32(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    var errorType: String? { self[ErrorNames.type] }
    var isFailed: Bool { status?.code == .error }

    /// Every key and value, for looking for what must not be there.
    var everything: String {
        var text = operationName + " \(status.map { "\($0)" } ?? "")"
        attributes.forEach { text += "\n\($0)=\($1)" }
        for event in events {
            text += "\n\(event.name)"
            event.attributes.forEach { text += "\n\($0)=\($1)" }
        }
        for error in errors { text += "\n\(error.error)" }
        return text
    }
}
