import Foundation
import GlueLLM
import Synchronization

/// Tells how far a batch is: as one line that changes on a terminal, as a line now and then elsewhere.
final class BatchProgressLine: Sendable {
    private let isTerminal: Bool
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    init(descriptor: Int32) { isTerminal = isatty(descriptor) == 1 && Environment.current["TERM"] != "dumb" }

    /// How much time lies between two lines at least.
    private var interval: Duration { isTerminal ? .milliseconds(100) : .seconds(5) }

    func show(_ progress: BatchProgress) {
        let now = ContinuousClock.now
        let isEnd = progress.total == progress.done
        let isDue = last.withLock { last in
            // In a pipe the first line is due after a while: a short batch has its summary alone.
            guard let time = last else {
                last = now
                return isTerminal
            }
            guard isEnd && isTerminal || now - time >= interval else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let text = Self.text(progress)
        if isTerminal { try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[2K\(text)".utf8)) } else { Terminal.tell(text) }
    }

    /// Leaves the line that changes.
    func end() {
        if isTerminal, last.withLock({ $0 }) != nil { try? FileHandle.standardError.write(contentsOf: Data("\n".utf8)) }
    }

    static func text(_ progress: BatchProgress) -> String {
        var words = [progress.total.map { "\(progress.done) of \($0)" } ?? "\(progress.done)"]
        if progress.summary.failed > 0 { words.append("\(progress.summary.failed) failed") }
        if let rate = progress.rate { words.append(String(format: "%.1f a second", rate)) }
        if let left = progress.timeLeft { words.append("\(time(left)) left") }
        words.append(Quantity.cost(progress.summary.costs.exact + progress.summary.costs.estimated))
        return words.joined(separator: ", ")
    }

    /// `2 h 05 min`, `3 min 20 s`, `8 s`.
    static func time(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: String(format: "%d min %02d s", Int(seconds / 60), Int(seconds % 60))
        default: String(format: "%d h %02d min", Int(seconds / 3600), Int(seconds % 3600 / 60))
        }
    }
}
