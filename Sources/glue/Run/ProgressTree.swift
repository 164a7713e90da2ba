import Foundation
import GlueLLM
import GlueSemantics
import GlueWorkflows
import Synchronization

/// The steps of a workflow while they are answered: a tree that changes in place on a terminal, a line for each step that has
/// ended in a pipe.
final class ProgressTree: Sendable {
    private struct Line {
        var path: [Int]
        var text: String
        var isRunning: Bool
    }

    private struct State {
        var lines: [Line] = []
        /// How many lines stand on the terminal.
        var drawn = 0
    }

    private let state = Mutex(State())
    private let style: Style
    private let isLive: Bool
    private let columns: Int
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - isLive: Whether lines can be drawn anew.
    ///   - columns: How many characters a line has room for.
    init(style: Style, isLive: Bool, columns: Int, write: @escaping @Sendable (String) -> Void) {
        self.style = style
        self.isLive = isLive
        self.columns = max(columns, 20)
        self.write = write
    }

    /// For standard error, as the terminal there is.
    static var standardError: ProgressTree {
        let environment = ProcessInfo.processInfo.environment
        let isLive = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
        return ProgressTree(
            style: Style(descriptor: STDERR_FILENO, environment: environment),
            isLive: isLive,
            columns: environment["COLUMNS"].flatMap { Int($0) } ?? 80
        ) { text in
            try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
        }
    }

    func show(_ progress: WorkflowProgress) {
        let text = state.withLock { state -> String in
            let line = Line(path: progress.path, text: line(progress), isRunning: progress.change == .started)
            guard isLive else { return line.isRunning ? "" : line.text + "\n" }
            if let place = state.lines.firstIndex(where: { $0.path == progress.path }) {
                state.lines[place] = line
            } else {
                let place = state.lines.firstIndex { Self.isBefore(line.path, $0.path) } ?? state.lines.endIndex
                state.lines.insert(line, at: place)
            }
            let up = state.drawn > 0 ? "\u{1B}[\(state.drawn)A" : ""
            state.drawn = state.lines.count
            return up + state.lines.map { "\u{1B}[2K\($0.text)\n" }.joined()
        }
        if !text.isEmpty { write(text) }
    }

    private func line(_ progress: WorkflowProgress) -> String {
        let step = progress.step
        let indent = String(repeating: "  ", count: progress.path.count - 1)
        var name = step.name
        if let round = step.round { name += " \(round)" }
        let who = [step.executor, step.role == step.executor ? nil : step.role].compactMap(\.self).joined(separator: " as ")
        guard progress.change == .ended else { return cut("\(indent)… \(name) (\(who))") }
        var details = [Quantity.time(nanoseconds: UInt64(max(step.elapsed / .nanoseconds(1), 0)))]
        if let usage = step.usage { details.append(Quantity.tokens(Int64(usage.inputTokens), Int64(usage.outputTokens))) }
        if let cost = step.cost?.dollars { details.append(Quantity.cost(cost)) }
        let mark = step.error == nil ? "✓" : "✗"
        let text = cut(
            "\(indent)\(mark) \(name) (\(who))  \(details.joined(separator: "  "))\(step.error.map { "  \($0.kind.rawValue)" } ?? "")"
        )
        return step.error == nil ? style.dim(text) : style.red(text)
    }

    /// A line that breaks would move all that are drawn anew.
    private func cut(_ text: String) -> String { !isLive || text.count < columns ? text : text.prefix(columns - 2) + "…" }

    private static func isBefore(_ left: [Int], _ right: [Int]) -> Bool { left.lexicographicallyPrecedes(right) }
}
