extension Outline {
    /// The outline as a tree of lines.
    public var tree: String { lines().joined(separator: "\n") }

    private func lines() -> [String] {
        var lines = [[title, orderText, shownDetail.map { "(\($0))" }].compactMap(\.self).joined(separator: " ")]
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            for (line, text) in part.lines().enumerated() {
                lines.append((line == 0 ? (isLast ? "└─ " : "├─ ") : (isLast ? "   " : "│  ")) + text)
            }
        }
        return lines
    }

    /// What says more than the title does.
    private var shownDetail: String? { detail == title ? nil : detail }

    private var orderText: String? {
        guard !parts.isEmpty else { return nil }
        switch order {
        case .sequence: return nil
        case .parallel: return "∥"
        case .loop(let most): return "↻ ≤ \(most)"
        case .choice: return "?"
        }
    }
}
