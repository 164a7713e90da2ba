public import Foundation
import GlueJSON

/// Tells events to a person, a line each, on standard error.
///
/// Coloured where that is a terminal that has colours, unless NO_COLOR is set (https://no-color.org). Pieces of text are left
/// out: they are the answer, not its progress.
public struct ConsoleSink: ProcessEventSink {
    private let isColoured: Bool
    private let write: @Sendable (String) -> Void

    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let isTerminal = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
        self.init(isColoured: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty) { line in
            FileHandle.standardError.write(Data((line + "\n").utf8))
        }
    }

    init(isColoured: Bool, write: @escaping @Sendable (String) -> Void) {
        self.isColoured = isColoured
        self.write = write
    }

    public func receive(_ event: ProcessEvent) {
        switch event.kind {
        case .streamChunk, .reasoningChunk: return
        default: write(line(event))
        }
    }

    private func line(_ event: ProcessEvent) -> String {
        let milliseconds = Int((event.elapsed.seconds * 1000).rounded())
        let details = event.details.filter { !$0.value.isNull }.map { "\($0.key)=\($0.value.string ?? $0.value.text())" }
        var words = [paint("+\(milliseconds) ms", "2"), paint(event.name, color(of: event)), event.model] + details
        if let id = event.correlationID { words.append(paint(id, "2")) }
        return words.joined(separator: " ").replacing("\n", with: " ")
    }

    private func color(of event: ProcessEvent) -> String {
        switch event.kind {
        case .llmCallError, .toolCallEnd(_, _, _, .some): "31"
        case .complete: "32"
        default: "36"
        }
    }

    private func paint(_ text: String, _ code: String) -> String { isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
