import Foundation

/// A regular expression that was compiled when the guardrail was made.
struct TextPattern: Sendable {
    let text: String
    private let expression: NSRegularExpression

    /// - Throws: ``LLMError/Kind/configuration`` where it is none.
    init(_ pattern: String, isCaseSensitive: Bool = false) throws(LLMError) {
        text = pattern
        do {
            expression = try NSRegularExpression(pattern: pattern, options: isCaseSensitive ? [] : .caseInsensitive)
        } catch {
            throw LLMError(.configuration, "'\(pattern)' is no regular expression; escape what is meant as a plain character")
        }
    }

    func isFound(in text: String) -> Bool {
        expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }

    func count(in text: String) -> Int {
        expression.numberOfMatches(in: text, range: NSRange(text.startIndex..., in: text))
    }

    func replaced(in text: String, by replacement: String) -> String {
        expression.stringByReplacingMatches(
            in: text,
            range: NSRange(text.startIndex..., in: text),
            withTemplate: NSRegularExpression.escapedTemplate(for: replacement)
        )
    }
}
