import GlueJSON

/// One place where a value does not fit its schema.
public struct SchemaViolation: Sendable, Hashable, CustomStringConvertible {
    public var path: SchemaPath
    /// The word of the schema that does not hold, such as `minimum`.
    public var keyword: String
    /// What belongs there, in words that complete "expected …".
    public var expected: String
    /// What stood there instead; long content is told by its kind and size.
    public var found: String

    public init(path: SchemaPath, keyword: String, expected: String, found: String) {
        self.path = path
        self.keyword = keyword
        self.expected = expected
        self.found = found
    }

    public var description: String { "\(path): expected \(expected), found \(found)" }

    /// The violation in the schema's words alone: without anything that the answer says.
    public var withoutContent: String { "\(path.withoutContent): expected \(expected)" }
}

extension JSONValue {
    /// The value in a few words, for whoever has to correct it.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let text) where text.unicodeScalars.count <= 40: self.text()
        case .string(let text): "a string of \(text.unicodeScalars.count) characters"
        case .array(let elements): "an array of \(elements.count)"
        case .object(let object): "an object of \(object.count) members"
        }
    }
}

extension [JSONValue] {
    /// The values one of which is expected: a long list is cut, its length told.
    var choice: String {
        let shown = prefix(12).map { $0.text() }.joined(separator: ", ")
        return count > 12 ? "\(shown), … (\(count) in all)" : shown
    }
}
