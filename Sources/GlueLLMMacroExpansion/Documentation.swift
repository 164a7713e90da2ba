import SwiftSyntax

/// The doc comment of a declaration: what it does, and what its parameters are.
struct Documentation {
    /// The text before the first list of parameters, returns or errors, in one line a paragraph.
    private(set) var text = ""
    private(set) var parameters: [String: String] = [:]

    init(_ trivia: Trivia) {
        var paragraphs: [String] = []
        var isEnded = true
        var place = Place.text
        for line in Self.lines(trivia) {
            let content = line.trimmed
            if content.isEmpty {
                isEnded = true
            } else if let item = Self.item(content) {
                place = Place(item, after: place)
                if case .parameter(let name) = place { parameters[name] = item.text }
            } else {
                switch place {
                case .text where isEnded: paragraphs.append(String(content))
                case .text: paragraphs[paragraphs.count - 1] += " " + content
                case .parameter(let name): parameters[name, default: ""] += " " + content
                case .list, .elsewhere: break
                }
                isEnded = false
            }
        }
        text = paragraphs.joined(separator: "\n")
    }

    /// What a line belongs to.
    private enum Place {
        case text
        case parameter(String)
        /// Within `- Parameters:`.
        case list
        case elsewhere

        init(_ item: (name: String, text: String), after place: Place) {
            let words = item.name.split(separator: " ")
            switch (words.first?.lowercased(), words.count) {
            case ("parameter", 2): self = .parameter(String(words[1]))
            case ("parameters", 1): self = .list
            case ("returns", 1), ("throws", 1), ("note", 1), ("important", 1), ("warning", 1): self = .elsewhere
            default:
                switch place {
                case .list, .parameter: self = .parameter(item.name)
                case .text, .elsewhere: self = place
                }
            }
        }
    }

    /// A list item with a name, such as `- Parameter city: The city's name`.
    private static func item(_ line: Substring) -> (name: String, text: String)? {
        guard let marker = line.first, "-*+".contains(marker), line.dropFirst().first == " ", let colon = line.firstIndex(of: ":") else {
            return nil
        }
        let name = line[line.index(after: line.startIndex)..<colon].trimmed.filter { $0 != "`" }
        return name.isEmpty ? nil : (name, String(line[line.index(after: colon)...].trimmed))
    }

    private static func lines(_ trivia: Trivia) -> [Substring] {
        trivia.pieces.flatMap { piece -> [Substring] in
            switch piece {
            case .docLineComment(let text): return [text.dropFirst(3)]
            case .docBlockComment(let text):
                return text.dropFirst(3).dropLast(2).split(separator: "\n", omittingEmptySubsequences: false).map { line in
                    let line = line.trimmed
                    return line.first == "*" ? line.dropFirst() : line
                }
            default: return []
            }
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

extension String {
    /// The text as a literal of Swift.
    var literal: String {
        let escaped = flatMap { character -> String in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(character)
            }
        }
        return "\"\(String(escaped))\""
    }
}
