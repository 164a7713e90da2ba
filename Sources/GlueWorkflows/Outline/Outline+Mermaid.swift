extension Outline {
    /// The outline as a Mermaid flow chart, which many viewers of Markdown draw.
    public var mermaid: String {
        var chart = MermaidChart()
        chart.draw(self, indent: "    ")
        return chart.text
    }
}

/// Nodes and arrows as they are drawn.
private struct MermaidChart {
    private var lines = ["flowchart TD"]
    private var count = 0

    var text: String { lines.joined(separator: "\n") }

    /// Where a drawn part is entered and left.
    private typealias Ends = (entry: [String], exit: [String])

    mutating func draw(_ outline: Outline, indent: String) { _ = ends(of: outline, indent) }

    private mutating func ends(of outline: Outline, _ indent: String) -> Ends {
        count += 1
        let id = "n\(count)"
        guard !outline.parts.isEmpty else {
            lines.append("\(indent)\(id)[\"\(Self.label(outline))\"]")
            return ([id], [id])
        }
        lines.append("\(indent)subgraph \(id)[\"\(Self.label(outline))\"]")
        let parts = outline.parts.map { ends(of: $0, indent + "    ") }
        switch outline.order {
        case .sequence, .loop: for (part, next) in zip(parts, parts.dropFirst()) { connect(part.exit, next.entry, indent + "    ") }
        case .parallel, .choice: break
        }
        if case .loop(let most) = outline.order, let first = parts.first, let last = parts.last {
            connect(last.exit, first.entry, indent + "    ", label: "at most \(most)")
        }
        lines.append("\(indent)end")
        switch outline.order {
        case .sequence, .loop: return (parts.first?.entry ?? [], parts.last?.exit ?? [])
        case .parallel, .choice: return (parts.flatMap(\.entry), parts.flatMap(\.exit))
        }
    }

    private mutating func connect(_ from: [String], _ to: [String], _ indent: String, label: String? = nil) {
        for source in from {
            for target in to { lines.append("\(indent)\(source) -->\(label.map { "|\($0)|" } ?? "") \(target)") }
        }
    }

    private static func label(_ outline: Outline) -> String {
        let text = outline.detail.map { "\(outline.title)<br/>\($0)" } ?? outline.title
        return String(text.map { $0 == "\"" ? "'" : $0 })
    }
}
