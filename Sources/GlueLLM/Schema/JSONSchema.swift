public import GlueJSON

/// A JSON Schema for the arguments of a tool or the form of an answer.
///
/// Source: JSON Schema draft 2020-12, the part that providers accept.
public struct JSONSchema: Sendable, Hashable {
    public var value: JSONValue

    /// A schema written by hand.
    public init(_ value: JSONValue) { self.value = value }

    /// A schema that every value fits.
    public static let any = JSONSchema([:])
}

extension JSONSchema {
    /// The longest name that providers take for a schema or a tool.
    static let longestName = 64

    /// A text as a name by which a provider can be told of a schema.
    ///
    /// Runs of what is no ASCII letter, digit, `_` or `-` become one `_`, none stands at either end, and 64 characters
    /// remain: `Box<Int>` becomes `Box_Int`. A text of which nothing remains becomes `Schema`.
    ///
    /// Source: OpenAI API reference, `response_format.json_schema.name`.
    public static func name(from text: String) -> String {
        var name = ""
        for character in text {
            let isLegal = character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == "-")
            if isLegal { name.append(character) } else if name.last != "_" { name.append("_") }
        }
        let trimmed = name.trimmingUnderscores.prefix(longestName).trimmingUnderscores
        return trimmed.isEmpty ? "Schema" : String(trimmed)
    }
}

extension StringProtocol where SubSequence == Substring {
    fileprivate var trimmingUnderscores: Substring {
        var text = self[...]
        while text.first == "_" { text.removeFirst() }
        while text.last == "_" { text.removeLast() }
        return text
    }
}
