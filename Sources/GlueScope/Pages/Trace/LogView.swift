import GlueOTLP

/// A log record of a trace as a row.
enum LogView {
    static func row(_ record: OTLP.LogRecord, start: UInt64) -> View {
        let time = record.timeUnixNano > 0 ? record.timeUnixNano : record.observedTimeUnixNano
        let text = record.body.map(ValueView.text) ?? ""
        let end = TextPiece.boundary(in: text, near: ValueView.longest)
        let rest = record.attributes.prefix(20).map { attribute in
            let value = attribute.value.map(ValueView.text) ?? ""
            return "\(attribute.key)=\(value.prefix(300))"
        }.joined(separator: " ")
        return [
            "time": time >= start ? "+\(Figures.time(microseconds: Int64((time - start) / 1000)))" : "before",
            "severity": record.severityText.isEmpty ? severity(record.severityNumber) : record.severityText,
            "event": record.eventName.isEmpty ? nil : record.eventName,
            "body": (text.isEmpty ? "" : ValueView.shown(String(text[..<end])))
                + (rest.isEmpty ? "" : "<small>\(HTMLText.escaped(rest))</small>"),
        ]
    }

    private static func severity(_ number: Int32) -> String {
        switch number {
        case ..<1: ""
        case ..<5: "TRACE"
        case ..<9: "DEBUG"
        case ..<13: "INFO"
        case ..<17: "WARN"
        case ..<21: "ERROR"
        default: "FATAL"
        }
    }
}

/// The measurements that name a trace.
enum ExemplarView {
    static func rows(_ metrics: OTLP.Metrics, of trace: OTLP.TraceID) -> [View] {
        metrics.metrics.flatMap { metric in
            metric.points.flatMap { point in
                point.exemplars.filter { $0.traceID == trace }.map { exemplar in
                    View(dictionaryLiteral: ("name", metric.name), ("value", "\(text(exemplar.value)) \(metric.unit)"))
                }
            }
        }
    }

    private static func text(_ number: OTLP.Number?) -> String {
        switch number {
        case .int(let value): String(value)
        case .double(let value): String(value)
        case nil: ""
        }
    }
}
