/// What a moderator decided, and what he or she said beside that.
struct ModeratorWord: Sendable, Hashable {
    let concludes: Bool
    /// The other lines; nil where there is nothing.
    let remark: String?

    /// A discussion ends where a line begins with the word CONCLUDE, or with `Decision: CONCLUDE`, and the word CONTINUE, in
    /// capitals as it was asked for, stands nowhere.
    init(_ text: String) {
        let lines = text.split(separator: "\n").map { $0.trimming(\.isWhitespace) }
        let goesOn = lines.contains { Self.words($0).contains("CONTINUE") }
        concludes = !goesOn && lines.contains { Self.decision($0) == "CONCLUDE" }
        let others = lines.filter { Self.decision($0) == nil }
        remark = others.isEmpty ? nil : others.joined(separator: "\n")
    }

    /// The decision that a line begins with: in capitals, or as its only word.
    private static func decision(_ line: Substring) -> String? {
        var words = words(line)
        if words.count > 1, words[0].lowercased() == "decision" { words.removeFirst() }
        guard let first = words.first else { return nil }
        let word = words.count == 1 ? first.uppercased() : String(first)
        return word == "CONCLUDE" || word == "CONTINUE" ? word : nil
    }

    private static func words(_ line: Substring) -> [Substring] { line.split { !$0.isLetter } }
}
