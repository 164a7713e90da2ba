/// The items of a list that a model wrote.
struct ListItems {
    let items: [String]

    /// Reads lines that begin with a number and a point or bracket; where there are none, lines that begin with a dash, star or
    /// bullet. A number within a sentence, such as 3.5, begins no item.
    init(_ text: String) {
        let lines = text.split(separator: "\n").map { $0.trimming(\.isWhitespace) }
        let numbered = lines.compactMap(Self.numbered)
        items = numbered.isEmpty ? lines.compactMap(Self.bulleted) : numbered
    }

    private static func numbered(_ line: Substring) -> String? {
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        let rest = line.dropFirst(digits.count)
        guard !digits.isEmpty, let mark = rest.first, mark == "." || mark == ")" else { return nil }
        return item(rest.dropFirst())
    }

    private static func bulleted(_ line: Substring) -> String? {
        guard let mark = line.first, "-*•".contains(mark) else { return nil }
        return item(line.dropFirst())
    }

    /// What follows a mark and a space.
    private static func item(_ rest: Substring) -> String? {
        guard rest.first?.isWhitespace ?? false else { return nil }
        let text = rest.trimming(\.isWhitespace)
        return text.isEmpty ? nil : String(text)
    }
}
