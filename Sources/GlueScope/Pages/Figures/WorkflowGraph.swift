import GlueOTLP
import GlueSemantics

/// A run of a workflow as a graph: its steps in the order in which they ran, those that ran side by side above each other.
///
/// Time and cost stand on each node, so that the one to look at is seen.
struct WorkflowGraph {
    private struct Node {
        var name: String
        var facts: String
        var id: OTLP.SpanID
        var isFailed: Bool
        /// The column, counted from the left, and the place in it.
        var stage: Int
        var place: Int
    }

    private var nodes: [Node] = []
    private let trace: OTLP.TraceID

    private static let width = 224
    private static let height = 54
    private static let gap = 46
    /// More steps than this are no picture.
    private static let most = 60

    /// Nil where the trace holds no workflow of steps.
    init?(_ waterfall: Waterfall) {
        let rows = waterfall.rows
        guard let first = rows.first(where: { $0.facts.step != nil }), let parent = first.parent else { return nil }
        trace = first.span.traceID
        let steps = rows.indices.filter { rows[$0].parent == parent && rows[$0].facts.step != nil }
        guard steps.count <= Self.most else { return nil }
        // What began before another ended ran beside it.
        var end: UInt64 = 0
        var stage = -1
        var place = 0
        for index in steps.sorted(by: { rows[$0].span.startTimeUnixNano < rows[$1].span.startTimeUnixNano }) {
            let span = rows[index].span
            if stage < 0 || span.startTimeUnixNano >= end {
                stage += 1
                place = 0
            } else {
                place += 1
            }
            end = max(end, span.endTimeUnixNano)
            nodes.append(
                Node(
                    name: rows[index].facts.step ?? span.name,
                    facts: Self.facts(index, rows),
                    id: span.spanID,
                    isFailed: rows[index].facts.error != nil,
                    stage: stage,
                    place: place
                )
            )
        }
    }

    /// Time, tokens and cost of all that happened within a step.
    private static func facts(_ step: Int, _ rows: [Waterfall.Row]) -> String {
        var input = 0
        var output = 0
        var cost: Double?
        // Rows come in the order of the tree: what is within a step follows it, deeper.
        for row in rows[(step + 1)...].prefix(while: { $0.depth > rows[step].depth }) where row.facts.isCall {
            input += row.facts.usage?.inputTokens ?? 0
            output += row.facts.usage?.outputTokens ?? 0
            if let more = SpanFacts(row.span).cost { cost = (cost ?? 0) + Double(more) / 1e9 }
        }
        var words = [Figures.time(microseconds: rows[step].facts.duration)]
        if input + output > 0 { words.append("\(Figures.count(input + output)) tokens") }
        if let cost { words.append(Figures.cost(cost)) }
        return words.joined(separator: " · ")
    }

    var svg: String? {
        guard !nodes.isEmpty else { return nil }
        let stages = (nodes.map(\.stage).max() ?? 0) + 1
        let places = (nodes.map(\.place).max() ?? 0) + 1
        let size = (width: stages * (Self.width + Self.gap), height: places * (Self.height + 12) + 4)
        var svg = """
            <svg width="\(size.width)" height="\(size.height)" viewBox="0 0 \(size.width) \(size.height)" role="group" \
            aria-label="\(Figures.count(nodes.count, "step")) in \(Figures.count(stages, "stage"))">
            <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
            <path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
            """
        for left in nodes {
            for right in nodes where right.stage == left.stage + 1 {
                let (x1, y1) = (x(left) + Self.width, y(left) + Self.height / 2)
                let (x2, y2) = (x(right) - 2, y(right) + Self.height / 2)
                svg += """
                    <path class="edge" marker-end="url(#arrow)" d="M\(x1) \(y1)C\(x1 + Self.gap / 2) \(y1) \(x2 - Self.gap / 2) \(y2) \(x2) \(y2)"/>
                    """
            }
        }
        for node in nodes {
            svg += """
                <a href="/traces/\(trace)?span=\(node.id)"><rect class="node\(node.isFailed ? " failed" : "")" x="\(x(node))" y="\(y(node))" \
                width="\(Self.width)" height="\(Self.height)" rx="8"/><text x="\(x(node) + 10)" y="\(y(node) + 21)">\
                \(HTMLText.escaped(Self.cut(node.name, 28)))</text><text class="soft" x="\(x(node) + 10)" y="\(y(node) + 41)">\
                \(HTMLText.escaped(Self.cut(node.facts, 32)))</text></a>
                """
        }
        return svg + "</svg>"
    }

    private func x(_ node: Node) -> Int { node.stage * (Self.width + Self.gap) + 2 }

    private func y(_ node: Node) -> Int { node.place * (Self.height + 12) + 2 }

    private static func cut(_ text: String, _ most: Int) -> String { text.count > most ? text.prefix(most - 1) + "…" : text }
}
