import GlueJSON
import GlueLLM

/// The members of an object of a workflow's file, taken one by one, so that those that nobody knows are found.
struct DefinitionMembers {
    let place: String
    private var rest: JSONObject
    private var known: [String] = []

    init(_ json: JSONValue, at place: String) throws(LLMError) {
        guard let object = json.object else { throw Self.error(place, "an object is expected") }
        self.place = place
        rest = object
    }

    /// - Parameter read: Nil where the value is not of the kind that `expected` says.
    mutating func take<Value>(_ key: String, _ read: (JSONValue) -> Value?, _ expected: String) throws(LLMError) -> Value? {
        guard let json = takeJSON(key) else { return nil }
        guard let value = read(json) else { throw Self.error("\(place).\(key)", "\(expected) is expected") }
        return value
    }

    mutating func takeJSON(_ key: String) -> JSONValue? {
        known.append(key)
        let value = rest[key]
        rest[key] = nil
        return value.flatMap { $0.isNull ? nil : $0 }
    }

    mutating func integer(_ key: String) throws(LLMError) -> Int? {
        try take(key, { $0.integer.flatMap { Int(exactly: $0) } }, "a whole number")
    }

    mutating func texts(_ key: String) throws(LLMError) -> [String] {
        try take(
            key,
            { json in
                let texts = json.array?.compactMap(\.string)
                return texts?.count == json.array?.count ? texts : nil
            },
            "a list of texts"
        ) ?? []
    }

    func required<Value>(_ value: Value?, _ key: String) throws(LLMError) -> Value {
        guard let value else { throw Self.error(place, "\(key) is missing") }
        return value
    }

    /// - Throws: Where members are left, with those that are known.
    func end() throws(LLMError) {
        guard let first = rest.first else { return }
        throw Self.error("\(place).\(first.key)", "there is no such member; the members are \(known.sorted().joined(separator: ", "))")
    }

    static func error(_ place: String, _ message: String) -> LLMError { LLMError(.configuration, "\(place): \(message)") }
}
