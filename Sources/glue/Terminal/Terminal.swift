import Foundation

/// Where words go: answers to standard output, progress and complaints to standard error.
enum Terminal {
    static func answer(_ text: String) { write(text, to: .standardOutput) }

    /// A piece of an answer, without a line break of its own.
    static func piece(_ text: String) { try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) }

    static func tell(_ text: String) { write(text, to: .standardError) }

    /// How many characters a line has: the terminal's own number, else what `COLUMNS` says, else 100.
    static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil } ?? 100
    }

    private static func write(_ text: String, to handle: FileHandle) {
        // A reader that went away, such as `head`, is no fault of ours.
        try? handle.write(contentsOf: Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }
}
