/// What a reasoner wrote in one step: a thought, and an action or the answer.
struct ReActStep: Sendable, Hashable {
    struct Action: Sendable, Hashable {
        var tool: String
        /// What stands between the brackets.
        var input: String
    }

    var thought: String?
    var action: Action?
    var answer: String?

    /// Reads the lines that begin with a prefix; what follows such a line belongs to it up to the next prefix.
    ///
    /// A step has an action or an answer: the first of the two counts, as what follows was made up before the observation.
    init(
        _ text: String,
        thoughtPrefix: String = "Thought:",
        actionPrefix: String = "Action:",
        observationPrefix: String = "Observation:"
    ) {
        var sections: [(prefix: String, text: String)] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            // Prefixes are often set in bold.
            let trimmed = line.trimming { $0.isWhitespace || $0 == "*" }
            let prefixes = [thoughtPrefix, actionPrefix, Self.answerPrefix, observationPrefix]
            if let prefix = prefixes.first(where: { trimmed.lowercased().hasPrefix($0.lowercased()) }) {
                sections.append((prefix, String(trimmed.dropFirst(prefix.count).trimming { $0.isWhitespace || $0 == "*" })))
            } else if !sections.isEmpty {
                sections[sections.count - 1].text += "\n" + line
            }
        }
        for (prefix, text) in sections {
            let text = String(text[...].trimming(\.isWhitespace))
            switch prefix {
            case thoughtPrefix: thought = text
            case actionPrefix: action = Self.action(text)
            case Self.answerPrefix: answer = text
            default: break
            }
            if action != nil || answer != nil { return }
        }
    }

    static let answerPrefix = "Final Answer:"

    /// `tool[input]` or `tool(input)`; the input may be JSON with brackets of its own.
    private static func action(_ text: String) -> Action? {
        guard let open = text.firstIndex(where: { $0 == "[" || $0 == "(" }) else {
            let name = text.prefix { !$0.isWhitespace }
            return name.isEmpty ? nil : Action(tool: String(name), input: "")
        }
        guard let end = closing(of: open, in: text) else { return nil }
        let name = text[..<open].trimming(\.isWhitespace)
        return name.isEmpty ? nil : Action(tool: String(name), input: String(text[text.index(after: open)..<end].trimming(\.isWhitespace)))
    }

    /// Where the bracket closes that opens at a place; brackets within quotes do not count.
    private static func closing(of open: String.Index, in text: String) -> String.Index? {
        let (opening, closing) = text[open] == "[" ? ("[" as Character, "]" as Character) : ("(", ")")
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        for place in text[open...].indices {
            let character = text[place]
            if isQuoted {
                if !isEscaped, character == "\"" { isQuoted = false }
                isEscaped = !isEscaped && character == "\\"
            } else if character == "\"" {
                isQuoted = true
            } else if character == opening {
                depth += 1
            } else if character == closing {
                depth -= 1
                if depth == 0 { return place }
            }
        }
        return nil
    }
}
