import GlueJSON
import GlueReplay
import GlueSemantics

/// Two sessions beside each other, exchange by exchange: what was recorded and what a fork made of it.
struct SideBySide {
    private let rows: [(number: Int, left: String, right: String)]

    init(_ recording: Recording, _ outcome: ReplayOutcome) {
        let replayed = (try? Recording(traces: outcome.traces))?.exchanges ?? []
        rows = (0..<max(recording.exchanges.count, replayed.count)).map { index in
            (
                index, index < recording.exchanges.count ? Self.shown(recording.exchanges[index]) : "—",
                index < replayed.count ? Self.shown(replayed[index]) : "—"
            )
        }
    }

    private static func shown(_ exchange: Exchange) -> String {
        let model = exchange.model ?? "?"
        guard exchange.error == nil else { return "\(model): failed, \(exchange.error?.message ?? "")" }
        let message = exchange.output.first
        let calls = (message?.toolCalls ?? []).map { "\($0.name)(\($0.arguments.text()))" }
        let said = ([message?.text ?? ""] + calls).filter { !$0.isEmpty }.joined(separator: " ")
        return "\(model): \(said)"
    }

    /// - Parameter width: How many characters a line has.
    func text(width: Int) -> String {
        let column = max((width - 8) / 2, 20)
        func cell(_ text: String) -> String {
            let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
            let cut = line.count > column ? String(line.prefix(column - 1)) + "…" : line
            return cut + String(repeating: " ", count: max(column - cut.count, 0))
        }
        let head = "  #  \(cell("recorded")) │ forked"
        return
            ([head]
            + rows.map { row in
                let number = String(repeating: " ", count: max(3 - "\(row.number)".count, 0)) + "\(row.number)"
                let mark = row.left == row.right ? " " : "≠"
                return "\(number)\(mark) \(cell(row.left)) │ \(cell(row.right))".trimmedEnd
            }).joined(separator: "\n")
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
