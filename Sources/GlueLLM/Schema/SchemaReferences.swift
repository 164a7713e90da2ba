import GlueJSON

/// What the references of a schema stand for, and what its parts are called.
struct SchemaReferences {
    let root: JSONValue

    /// What a reference within the document points to: `#`, or `#/` and a JSON pointer.
    ///
    /// Source: RFC 6901, section 6.
    subscript(reference: String) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        let pointer = reference.dropFirst()
        guard !pointer.isEmpty else { return root }
        guard pointer.hasPrefix("/") else { return nil }
        var value = root
        for token in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let key = Self.key(token)
            guard let next = value[key] ?? Int(key).flatMap({ value[$0] }) else { return nil }
            value = next
        }
        return value
    }

    private static func key(_ token: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(token.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else if byte == UInt8(ascii: "~"), let next = rest.popFirst() {
                bytes.append(next == UInt8(ascii: "1") ? UInt8(ascii: "/") : UInt8(ascii: "~"))
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What a schema expects, in words that complete "expected …".
    ///
    /// - Parameter chain: The references that led here; a schema may refer to itself.
    func description(of schema: JSONValue, chain: [String] = []) -> String {
        if let reference = schema["$ref"]?.string, let target = self[reference], !chain.contains(reference) {
            return description(of: target, chain: chain + [reference])
        }
        if let constant = schema["const"] { return constant.text() }
        if let choice = schema["enum"]?.array { return "one of \(choice.choice)" }
        if let branches = schema["anyOf"]?.array ?? schema["oneOf"]?.array {
            return listed(branches.map { description(of: $0, chain: chain) })
        }
        guard let type = schema["type"] else { return "a value" }
        return listed((type.array ?? [type]).compactMap(\.string).map(Self.word))
    }

    private func listed(_ words: [String]) -> String {
        let unique = words.reduce(into: [String]()) { words, word in if !words.contains(word) { words.append(word) } }
        guard let last = unique.last, unique.count > 1 else { return unique.first ?? "a value" }
        return "\(unique.dropLast().joined(separator: ", ")) or \(last)"
    }

    private static func word(_ type: String) -> String {
        switch type {
        case "string": "a string"
        case "integer": "a whole number"
        case "number": "a number"
        case "boolean": "true or false"
        case "array": "an array"
        case "object": "an object"
        default: type
        }
    }
}
