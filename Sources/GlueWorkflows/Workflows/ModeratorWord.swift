/// What a moderator decided, and what he or she said beside that.
struct ModeratorWord: Sendable, Hashable {
    let concludes: Bool
    /// The other lines; nil where there is nothing.
    let remark: String?

    /// A discussion ends where a line begins with the word CONCLUDE, in capitals as it was asked for or as a line of its own,
    /// and the word CONTINUE stands nowhere.
    init(_ text: String) {
        let lines = text.split(separator: "\n").map { $0.trimming(\.isWhitespace) }
        func words(_ line: Substring) -> [Substring] { line.split { !$0.isLetter } }
        func isDecision(_ line: Substring) -> Bool {
            let words = words(line)
            guard let first = words.first else { return false }
            return first == "CONCLUDE" || (words.count == 1 && first.lowercased() == "conclude")
        }
        let goesOn = lines.contains { words($0).contains { $0.uppercased() == "CONTINUE" } }
        concludes = !goesOn && lines.contains(where: isDecision)
        let others = lines.filter { line in !isDecision(line) && !(words(line).count == 1 && words(line)[0].uppercased() == "CONTINUE") }
        remark = others.isEmpty ? nil : others.joined(separator: "\n")
    }
}
