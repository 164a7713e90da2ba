import Foundation

extension Hook {
    /// Looks for words and regular expressions, whatever the case of their letters.
    ///
    /// - Parameters:
    ///   - words: Found where they stand as whole words: `ass` is not found in `class`.
    ///   - patterns: As `NSRegularExpression` has them.
    ///   - replacement: What stands in the place of what was found; nil for failing.
    /// - Throws: ``LLMError/Kind/configuration`` for a pattern that is none.
    public static func contentFilter(
        words: [String] = [],
        patterns: [String] = [],
        replacement: String? = nil,
        at stages: HookStage...,
        onFailure: HookFailure = .abort
    ) throws(LLMError) -> Hook {
        // Not \b: a word may begin or end with what is no letter, such as "c++".
        let wholeWords = words.filter { !$0.isEmpty }.map {
            "(?<![\\p{L}\\p{N}_])\(NSRegularExpression.escapedPattern(for: $0))(?![\\p{L}\\p{N}_])"
        }
        var compiled: [TextPattern] = []
        for pattern in wholeWords + patterns { compiled.append(try TextPattern(pattern)) }
        return Hook("content_filter", at: Set(stages), onFailure: onFailure) { [compiled] context in
            if let replacement {
                context.content = compiled.reduce(context.content) { $1.replaced(in: $0, by: replacement) }
            } else if let number = compiled.firstIndex(where: { $0.isFound(in: context.content) }) {
                let kind = number < wholeWords.count ? "word \(number + 1)" : "pattern \(number - wholeWords.count + 1)"
                throw refusal("content_filter", "the content holds \(kind) of those it looks for")
            }
        }
    }
}
