import Foundation

/// How words are set apart where a person reads them.
struct Style: Sendable {
    var isColoured: Bool

    /// Colours where standard output is a terminal that has them and nobody said NO_COLOR (https://no-color.org).
    static var standardOutput: Style { Style(descriptor: STDOUT_FILENO, environment: ProcessInfo.processInfo.environment) }

    static let plain = Style(isColoured: false)

    init(isColoured: Bool) { self.isColoured = isColoured }

    init(descriptor: Int32, environment: [String: String]) {
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        isColoured = isatty(descriptor) == 1 && !isRefused && environment["TERM"] != "dumb"
    }

    func bold(_ text: String) -> String { paint(text, "1") }
    func dim(_ text: String) -> String { paint(text, "2") }
    func red(_ text: String) -> String { paint(text, "31") }
    func green(_ text: String) -> String { paint(text, "32") }

    private func paint(_ text: String, _ code: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
