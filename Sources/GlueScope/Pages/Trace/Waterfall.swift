import GlueOTLP
import GlueSemantics

/// The spans of a trace as rows: who called whom, when, and for how long.
struct Waterfall {
    struct Row {
        var span: OTLP.Span
        var depth: Int
        var parent: Int?
        var isOrphan: Bool
        var hasChildren = false
        var isCritical = false
        var facts: SpanFacts
    }

    private(set) var rows: [Row] = []
    private let summary: TraceSummary
    private let start: UInt64
    private let length: UInt64

    init(_ traces: OTLP.Traces, _ summary: TraceSummary) {
        self.summary = summary
        let nodes = traces.trees.first?.nodes ?? []
        rows = nodes.map { node in
            Row(
                span: node.span,
                depth: node.depth,
                parent: node.parent,
                isOrphan: node.isOrphan,
                facts: SpanFacts(node.span)
            )
        }
        for row in rows { if let parent = row.parent { rows[parent].hasChildren = true } }
        start = rows.map(\.span.startTimeUnixNano).min() ?? 0
        let end = rows.map { max($0.span.endTimeUnixNano, $0.span.startTimeUnixNano) }.max() ?? start
        length = max(end - start, 1)
        for place in CriticalPath.places(in: rows) { rows[place].isCritical = true }
    }

    /// - Parameter first: How many rows are there already.
    func view(from first: Int, trace: String) -> View {
        let shown = rows.indices.dropFirst(first).prefix(TracePage.rowsAtOnce)
        let next = first + shown.count
        return [
            "rows": shown.map { row(rows[$0], trace) },
            "more": next < rows.count ? "/traces/\(trace)/spans?from=\(next)" : nil,
            "left": Figures.count(rows.count - next),
        ]
    }

    private func row(_ row: Row, _ trace: String) -> View {
        let span = row.span
        let isOpen = row.facts.isOpen
        let end = isOpen ? start + length : max(span.endTimeUnixNano, span.startTimeUnixNano)
        let x = place(span.startTimeUnixNano)
        let duration = end - span.startTimeUnixNano
        return [
            "trace": trace, "id": "\(span.spanID)", "name": Self.name(of: span), "kind": SpanKindView.name(row.facts),
            "indent": min(row.depth, 8), "level": row.depth + 1, "hasChildren": row.hasChildren, "isCritical": row.isCritical,
            "isError": row.facts.error != nil, "error": row.facts.error, "isOpen": isOpen,
            "openText": isOpen ? (summary.state == .running ? "running" : "interrupted") : nil, "openKind": "wait",
            "orphan": row.isOrphan ? (summary.state == .running ? "parent running" : "parent never came") : nil,
            "x": Self.number(x), "width": Self.number(max(place(end) - x, 2)),
            "duration": isOpen ? "–" : Figures.time(microseconds: Int64(duration / 1000)),
            "tokens": Self.tokens(row.facts),
            "marks": span.events.prefix(40).compactMap { event in
                SpanNotes.isMarked(event)
                    ? View(
                        dictionaryLiteral: ("x", Self.number(place(event.timeUnixNano))),
                        ("kind", event.name == "exception" ? "error" : "event")
                    ) : nil
            },
            "notes": SpanNotes.notes(of: span),
        ]
    }

    /// In thousandths of the trace.
    private func place(_ time: UInt64) -> Double { time > start ? min(Double(time - start) / Double(length), 1) * 1000 : 0 }

    private static func number(_ number: Double) -> String { String((number * 10).rounded() / 10) }

    /// An attempt says how it was answered: all of them have one name.
    private static func name(of span: OTLP.Span) -> String {
        guard let status = span.attributes[HTTP.Attributes.responseStatusCode]?.int else {
            return span.name.isEmpty ? "unnamed" : span.name
        }
        return "\(span.name) \(status)"
    }

    private static func tokens(_ facts: SpanFacts) -> String? {
        guard facts.isCall, let usage = facts.usage else { return nil }
        return "\(Figures.count(usage.inputTokens)) → \(Figures.count(usage.outputTokens))"
    }
}

/// What a span does, by color.
enum SpanKindView {
    static func name(_ facts: SpanFacts) -> String {
        switch facts.operation {
        case let operation? where SpanFacts.calls.contains(operation): return "chat"
        case GenAI.Operations.executeTool: return "tool"
        case GenAI.Operations.invokeAgent, GenAI.Operations.createAgent: return "agent"
        case GenAI.Operations.invokeWorkflow: return "step"
        default: break
        }
        if facts.step != nil { return "step" }
        if facts.name.hasPrefix(SpanNames.hook("")) { return "hook" }
        if facts.name.hasPrefix(SpanNames.guardrail("")) || facts.operation == "guardrail" { return "guard" }
        if ["GET", "POST", "PUT", "DELETE", "PATCH"].contains(where: facts.name.hasPrefix) { return "http" }
        return "plain"
    }
}
