import GlueOTLP
import GlueReplay
import GlueTelemetry

/// All that is known of one span.
struct SpanView {
    let view: View

    /// More attributes than this are in the raw JSON alone: a span made to hurt has a hundred thousand.
    private static let mostAttributes = 300
    private static let mostEvents = 200

    init(_ span: OTLP.Span, _ traces: OTLP.Traces, row: TraceRow, exchange: Exchange?) {
        let scope = traces.resourceSpans.first?.scopeSpans.first?.scope
        let resource = traces.resourceSpans.first?.resource?.attributes ?? []
        let facts = SpanFacts(span)
        let address = "/traces/\(span.traceID)/spans/\(span.spanID)/piece?attribute="
        let offset = Int64(clamping: span.startTimeUnixNano / 1000) - row.start
        func pairs(_ attributes: [OTLP.KeyValue]) -> [View] {
            attributes.prefix(Self.mostAttributes).map { attribute in
                View(
                    dictionaryLiteral: ("key", attribute.key),
                    ("value", ValueView.html(attribute.value, address: address + PercentCoding.component(attribute.key)))
                )
            }
        }
        var view: View = [
            "id": "\(span.spanID)", "trace": "\(span.traceID)", "name": span.name.isEmpty ? "unnamed" : span.name,
            "state": facts.error ?? (facts.isOpen ? "open" : "ok"),
            "stateKind": facts.error != nil ? "bad" : facts.isOpen ? "wait" : "good",
            "offset": Figures.time(microseconds: max(offset, 0)),
            "duration": facts.isOpen ? "–" : Figures.time(microseconds: facts.duration),
            "spanKind": Self.kind(span.kind),
            "scope": scope.flatMap { $0.name.isEmpty ? nil : "\($0.name) \($0.version)" },
            "statusMessage": span.status.flatMap { $0.message.isEmpty ? nil : $0.message },
            "attributes": pairs(span.attributes),
            "hidden": span.attributes.count > Self.mostAttributes ? Figures.count(span.attributes.count - Self.mostAttributes) : nil,
            "resource": pairs(resource),
            "hasEvents": !span.events.isEmpty,
            "events": span.events.prefix(Self.mostEvents).map { event in
                let after = event.timeUnixNano > span.startTimeUnixNano ? (event.timeUnixNano - span.startTimeUnixNano) / 1000 : 0
                return View(
                    dictionaryLiteral: ("name", event.name),
                    ("offset", Figures.time(microseconds: Int64(after))),
                    ("attributes", pairs(event.attributes))
                )
            },
            "hasLinks": !span.links.isEmpty,
            "links": span.links.prefix(Self.mostEvents).map { View(dictionaryLiteral: ("trace", "\($0.traceID)")) },
        ]
        if let exchange {
            view["talk"] = true
            view["messages"] = ConversationView.messages(of: exchange, dropping: 0, trace: "\(span.traceID)")
        }
        self.view = view
    }

    private static func kind(_ kind: OTLP.SpanKind) -> String {
        switch kind {
        case .server: "server"
        case .client: "client"
        case .producer: "producer"
        case .consumer: "consumer"
        default: "internal"
        }
    }
}
