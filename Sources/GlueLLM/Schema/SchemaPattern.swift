/// A `pattern` of a schema, which holds where it is found anywhere in a text.
///
/// Swift's own regular expressions read it. Where those do not know a construct, every text passes: refusing what may
/// be right would make a model repeat itself for nothing.
///
/// Source: JSON Schema draft 2020-12, section 6.3.3; ECMA-262, patterns with the flag `u`.
struct SchemaPattern {
    private let regex: Regex<AnyRegexOutput>?

    init(_ pattern: String) {
        // ECMA-262 has `\d` and `\w` in ASCII and matches code points, not what a reader sees as one character.
        regex = (try? Regex(pattern))?.matchingSemantics(.unicodeScalar).asciiOnlyDigits().asciiOnlyWordCharacters()
    }

    func matches(_ text: String) -> Bool {
        guard let regex else { return true }
        do {
            return try regex.firstMatch(in: text) != nil
        } catch {
            return true
        }
    }
}
