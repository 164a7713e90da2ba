import GlueOTLP

extension OTLP.TraceTree {
    /// The trace as text, a line a span, with durations, tokens, cost and errors.
    func text(_ style: Style) -> String {
        let lines = nodes.indices.map { (branch: branch(to: $0), summary: SpanSummary(nodes[$0].span), node: nodes[$0]) }
        let width = min(lines.map { $0.branch.count + $0.summary.name.count }.max() ?? 0, Self.widestName)
        let body = lines.flatMap { line in
            [Self.line(line.branch, line.summary, line.node, width, style)]
                + line.summary.notes.map { style.dim(Self.continuation(line.branch) + "· " + $0) }
        }
        return ([header(style)] + body).joined(separator: "\n")
    }

    /// The tokens of all spans that count their own; totals of a whole completion have names of their own.
    private func header(_ style: Style) -> String {
        let summaries = nodes.map { SpanSummary($0.span) }
        let start = nodes.map(\.span.startTimeUnixNano).min() ?? 0
        let end = nodes.map(\.span.endTimeUnixNano).max() ?? 0
        let failed = summaries.filter { $0.error != nil }.count
        let costs = nodes.filter { $0.parent == nil }.compactMap { SpanSummary($0.span).cost }
        var parts = ["trace \(traceID)", Quantity.count(nodes.count, "span"), Quantity.time(nanoseconds: end >= start ? end - start : 0)]
        if summaries.contains(where: { $0.inputTokens != nil || $0.outputTokens != nil }) {
            parts.append(
                Quantity.tokens(
                    summaries.reduce(0) { $0 + ($1.inputTokens ?? 0) },
                    summaries.reduce(0) { $0 + ($1.outputTokens ?? 0) }
                )
            )
        }
        if !costs.isEmpty { parts.append(Quantity.cost(costs.reduce(0, +))) }
        if failed > 0 { parts.append("\(failed) failed") }
        return style.bold(parts.joined(separator: "  "))
    }

    private static func line(
        _ branch: String,
        _ summary: SpanSummary,
        _ node: Node,
        _ width: Int,
        _ style: Style
    ) -> String {
        let room = max(width - branch.count, 1)
        let name = summary.name.count > room ? summary.name.prefix(room - 1) + "…" : summary.name[...]
        let padding = String(repeating: " ", count: max(room - name.count, 0))
        let time = Quantity.time(nanoseconds: summary.nanoseconds)
        var columns = String(repeating: " ", count: max(10 - time.count, 1)) + time
        if let input = summary.inputTokens ?? (summary.outputTokens == nil ? nil : 0) {
            columns += "  " + Quantity.tokens(input, summary.outputTokens ?? 0)
        }
        if let cost = summary.cost { columns += "  " + Quantity.cost(cost) }
        var end = ""
        if let error = summary.error { end += "  " + style.red("✗ \(error)") }
        if node.isOrphan { end += "  " + style.dim("(its parent \(node.span.parentSpanID) is not here)") }
        return style.dim(branch) + name + padding + style.dim(columns) + end
    }

    /// The lines that lead to a span: `│  ├─ `.
    private func branch(to place: Int) -> String {
        guard let parent = nodes[place].parent else { return "" }
        var branch = nodes[place].isLast ? "└─ " : "├─ "
        var ancestor = parent
        // A chain of a million spans must not cost their square; nobody reads past this depth anyway.
        for _ in 0..<Self.deepestBranch {
            guard let next = nodes[ancestor].parent else { break }
            branch = (nodes[ancestor].isLast ? "   " : "│  ") + branch
            ancestor = next
        }
        return branch
    }

    /// The same depth without the corner, for a line below the span's own.
    private static func continuation(_ branch: String) -> String {
        guard branch.count >= 3 else { return "   " }
        return branch.dropLast(3) + (branch.hasSuffix("└─ ") ? "      " : "│     ")
    }

    private static var widestName: Int { 64 }
    private static var deepestBranch: Int { 40 }
}
