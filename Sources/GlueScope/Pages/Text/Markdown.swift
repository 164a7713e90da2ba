/// The part of Markdown that models write, as HTML: headings, lists, code, emphasis, quotes, tables and links.
///
/// All text is escaped, HTML within it stays text, and images stay links, so that a message can neither run a script nor have the
/// browser ask another server.
///
/// Source: CommonMark 0.31; GitHub Flavored Markdown, "Tables".
struct Markdown {
    private var lines: [Substring]
    private var html = ""
    private var place = 0

    static func html(_ text: some StringProtocol) -> String {
        var markdown = Markdown(lines: String(text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline))
        markdown.blocks()
        return markdown.html
    }

    private init(lines: [Substring]) { self.lines = lines }

    private mutating func blocks() {
        while place < lines.count {
            let line = lines[place]
            let text = line.drop(while: \.isWhitespace)
            if text.isEmpty {
                place += 1
            } else if let fence = Self.fence(text) {
                code(until: fence)
            } else if let level = Self.heading(text) {
                html += "<h\(level)>\(Self.inline(text.drop { $0 == "#" }.trimmed))</h\(level)>"
                place += 1
            } else if text.first == ">" {
                quote()
            } else if Self.marker(text) != nil {
                list()
            } else if isTable {
                table()
            } else if text.count >= 3, text.allSatisfy({ $0 == "-" }) || text.allSatisfy({ $0 == "*" }) {
                html += "<hr>"
                place += 1
            } else {
                paragraph()
            }
        }
    }

    /// Until a line that begins something else.
    private mutating func paragraph() {
        var parts: [String] = []
        while place < lines.count {
            let text = lines[place].drop(while: \.isWhitespace)
            guard !text.isEmpty, Self.fence(text) == nil, Self.heading(text) == nil, text.first != ">",
                Self.marker(text) == nil || parts.isEmpty
            else { break }
            parts.append(Self.inline(text))
            place += 1
        }
        html += "<p>\(parts.joined(separator: "<br>"))</p>"
    }

    private static func fence(_ text: Substring) -> Substring? {
        text.hasPrefix("```") ? text.prefix { $0 == "`" } : text.hasPrefix("~~~") ? text.prefix { $0 == "~" } : nil
    }

    private mutating func code(until fence: Substring) {
        place += 1
        let start = place
        while place < lines.count, !lines[place].drop(while: \.isWhitespace).hasPrefix(fence) { place += 1 }
        html += HTMLText.code(lines[start..<place].joined(separator: "\n"))
        place += 1
    }

    private static func heading(_ text: Substring) -> Int? {
        let level = text.prefix { $0 == "#" }.count
        guard (1...6).contains(level), text.dropFirst(level).first == " " else { return nil }
        return level
    }

    private mutating func quote() {
        var inner: [Substring] = []
        while place < lines.count, case let text = lines[place].drop(while: \.isWhitespace), text.first == ">" {
            inner.append(text.dropFirst().first == " " ? text.dropFirst(2) : text.dropFirst())
            place += 1
        }
        // Quotes in quotes are few; a text made to hurt has as many as it has letters.
        html += "<blockquote><p>\(inner.map { Self.inline($0) }.joined(separator: "<br>"))</p></blockquote>"
    }

    /// How long a list item's mark is, and whether items are numbered.
    private static func marker(_ text: Substring) -> (length: Int, isNumbered: Bool)? {
        if let first = text.first, "-*+".contains(first), text.dropFirst().first == " " { return (2, false) }
        let digits = text.prefix(9, while: { $0.isASCII && $0.isNumber })
        guard !digits.isEmpty, let mark = text.dropFirst(digits.count).first, mark == "." || mark == ")",
            text.dropFirst(digits.count + 1).first == " "
        else { return nil }
        return (digits.count + 2, true)
    }

    private mutating func list() {
        guard let isNumbered = Self.marker(lines[place].drop(while: \.isWhitespace))?.isNumbered else { return }
        html += isNumbered ? "<ol>" : "<ul>"
        while place < lines.count, case let text = lines[place].drop(while: \.isWhitespace), let mark = Self.marker(text),
            mark.isNumbered == isNumbered
        {
            var item = [Self.inline(text.dropFirst(mark.length))]
            place += 1
            // What is indented and no item goes on with the last one.
            while place < lines.count, lines[place].first == " ", case let more = lines[place].drop(while: \.isWhitespace), !more.isEmpty,
                Self.marker(more) == nil, Self.fence(more) == nil
            {
                item.append(Self.inline(more))
                place += 1
            }
            html += "<li>\(item.joined(separator: "<br>"))</li>"
        }
        html += isNumbered ? "</ol>" : "</ul>"
    }

    // MARK: Tables

    private var isTable: Bool {
        guard place + 1 < lines.count, lines[place].contains("|") else { return false }
        let rule = lines[place + 1].trimmed
        return rule.contains("-") && rule.contains("|") && rule.allSatisfy { "-:| ".contains($0) }
    }

    private mutating func table() {
        func row(_ line: Substring, _ tag: String) -> String {
            var text = line.trimmed
            if text.hasPrefix("|") { text.removeFirst() }
            if text.hasSuffix("|") { text.removeLast() }
            return
                "<tr>\(text.split(separator: "|", omittingEmptySubsequences: false).map { "<\(tag)>\(Self.inline($0.trimmed))</\(tag)>" }.joined())</tr>"
        }
        html += "<table><thead>\(row(lines[place], "th"))</thead><tbody>"
        place += 2
        while place < lines.count, lines[place].contains("|") {
            html += row(lines[place], "td")
            place += 1
        }
        html += "</tbody></table>"
    }
}

extension Markdown {
    /// Code, emphasis and links within a line.
    static func inline(_ text: some StringProtocol) -> String {
        var html = ""
        var rest = Substring(text)
        while let place = rest.firstIndex(where: { "`*_[!\\".contains($0) }) {
            html += HTMLText.escaped(rest[..<place])
            rest = rest[place...]
            if let (part, length) = span(rest) {
                html += part
                rest = rest.dropFirst(length)
            } else {
                html += HTMLText.escaped(rest.prefix(1))
                rest = rest.dropFirst()
            }
        }
        return html + HTMLText.escaped(rest)
    }

    /// What begins here, and how many characters it has.
    private static func span(_ text: Substring) -> (String, Int)? {
        switch text.first {
        case "\\": return text.dropFirst().first.flatMap { $0.isPunctuation ? (HTMLText.escaped(String($0)), 2) : nil }
        case "`":
            let mark = text.prefix { $0 == "`" }
            let inner = text.dropFirst(mark.count)
            // What is not ended soon is no code.
            guard let end = inner.prefix(longest).firstRange(of: mark) else { return nil }
            let code = inner[..<end.lowerBound]
            return ("<code>\(HTMLText.escaped(code))</code>", 2 * mark.count + code.count)
        case "*", "_": return emphasis(text)
        case "[": return link(text)
        case "!":
            guard text.dropFirst().first == "[", let (html, length) = link(text.dropFirst()) else { return nil }
            return (html, length + 1)
        default: return nil
        }
    }

    private static let longest = 2000

    private static func emphasis(_ text: Substring) -> (String, Int)? {
        guard let mark = text.first else { return nil }
        let isStrong = text.dropFirst().first == mark
        let marks = String(repeating: mark, count: isStrong ? 2 : 1)
        let inner = text.dropFirst(marks.count)
        guard let first = inner.first, !first.isWhitespace, first != mark, let end = inner.prefix(longest).firstRange(of: marks) else {
            return nil
        }
        let words = inner[..<end.lowerBound]
        guard let last = words.last, !last.isWhitespace else { return nil }
        // `snake_case_names` are no emphasis.
        if mark == "_", let next = inner[end.upperBound...].first, next.isLetter || next.isNumber { return nil }
        let tag = isStrong ? "strong" : "em"
        return ("<\(tag)>\(HTMLText.escaped(words))</\(tag)>", 2 * marks.count + words.count)
    }

    private static func link(_ text: Substring) -> (String, Int)? {
        let near = text.prefix(longest)
        guard let middle = near.firstRange(of: "]("), let end = near[middle.upperBound...].firstIndex(of: ")") else { return nil }
        let words = near[near.index(after: near.startIndex)..<middle.lowerBound]
        let address = near[middle.upperBound..<end]
        let length = near.distance(from: near.startIndex, to: end) + 1
        guard address.hasPrefix("https://") || address.hasPrefix("http://") || address.hasPrefix("mailto:") else {
            return (HTMLText.escaped(near[...end]), length)
        }
        return ("<a href=\"\(HTMLText.escaped(address))\" rel=\"noreferrer noopener\">\(HTMLText.escaped(words))</a>", length)
    }
}

extension Substring {
    fileprivate func prefix(_ most: Int, while holds: (Character) -> Bool) -> Substring { prefix(most).prefix(while: holds) }
}
