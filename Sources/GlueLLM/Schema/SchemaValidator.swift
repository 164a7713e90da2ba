import GlueJSON

/// Walks a value and its schema together.
struct SchemaValidator {
    let references: SchemaReferences
    let nullIsAbsent: Bool
    /// Patterns are compiled once, however many elements they are for.
    private var patterns: [String: SchemaPattern] = [:]

    init(root: JSONValue, nullIsAbsent: Bool) {
        references = SchemaReferences(root: root)
        self.nullIsAbsent = nullIsAbsent
    }

    /// - Parameter chain: The references that led here from the same value. One that comes again would come for ever.
    mutating func check(_ value: JSONValue, _ schema: JSONValue, _ path: SchemaPath, chain: [String] = []) -> [SchemaViolation] {
        if schema == false { return [violation(path, "false", "nothing here", value.shown)] }
        guard case .object(let schema) = schema else { return [] }
        if value.isNull, schema["nullable"] == true { return [] }
        if let violation = type(value, schema, path) { return [violation] }
        return reference(value, schema, path, chain)
            + values(value, schema, path)
            + content(value, schema, path)
            + combinations(value, schema, path, chain)
    }

    mutating func matches(_ text: String, _ pattern: String) -> Bool {
        let compiled = patterns[pattern] ?? SchemaPattern(pattern)
        patterns[pattern] = compiled
        return compiled.matches(text)
    }

    private func type(_ value: JSONValue, _ schema: JSONObject, _ path: SchemaPath) -> SchemaViolation? {
        guard let declared = schema["type"] else { return nil }
        let types = (declared.array ?? [declared]).compactMap(\.string)
        guard !types.isEmpty, !types.contains(where: value.isSchemaType) else { return nil }
        return violation(path, "type", references.description(of: .object(schema)), value.shown)
    }

    private mutating func reference(_ value: JSONValue, _ schema: JSONObject, _ path: SchemaPath, _ chain: [String]) -> [SchemaViolation] {
        guard let reference = schema["$ref"]?.string else { return [] }
        guard !chain.contains(reference), let target = references[reference] else {
            return [violation(path, "$ref", "a form that the schema does not define (\(reference))", value.shown)]
        }
        return check(value, target, path, chain: chain + [reference])
    }

    private func values(_ value: JSONValue, _ schema: JSONObject, _ path: SchemaPath) -> [SchemaViolation] {
        if let constant = schema["const"], !constant.isSame(as: value) {
            return [violation(path, "const", constant.text(), value.shown)]
        }
        if let choice = schema["enum"]?.array, !choice.contains(where: { $0.isSame(as: value) }) {
            return [violation(path, "enum", "one of \(choice.choice)", value.shown)]
        }
        return []
    }

    private mutating func content(_ value: JSONValue, _ schema: JSONObject, _ path: SchemaPath) -> [SchemaViolation] {
        switch value {
        case .integer, .number: number(value, schema, path)
        case .string(let text): string(text, schema, path)
        case .array(let elements): array(elements, schema, path)
        case .object(let object): self.object(object, schema, path)
        case .null, .bool: []
        }
    }

    func violation(_ path: SchemaPath, _ keyword: String, _ expected: String, _ found: String) -> SchemaViolation {
        SchemaViolation(path: path, keyword: keyword, expected: expected, found: found)
    }
}

extension JSONValue {
    /// Whether the value has a type of JSON Schema; `3.0` is an integer there.
    func isSchemaType(_ type: String) -> Bool {
        switch type {
        case "null": isNull
        case "boolean": bool != nil
        case "integer":
            switch self {
            case .integer: true
            case .number(let number): number.rounded(.towardZero) == number && number.isFinite
            default: false
            }
        case "number": number != nil
        case "string": string != nil
        case "array": array != nil
        case "object": object != nil
        default: false
        }
    }

    /// Equality as JSON Schema has it: `1` and `1.0` are the same number.
    func isSame(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .number(let right)), (.number(let right), .integer(let left)): Int64(exactly: right) == left
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count && left.allSatisfy { member in right[member.key].map { member.value.isSame(as: $0) } ?? false }
        default: self == other
        }
    }
}
