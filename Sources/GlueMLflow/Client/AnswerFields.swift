import GlueJSON

/// The fields of an answer, read as what they are to be.
///
/// Fields that are not known are skipped, those that are empty are left out by the server.
struct AnswerFields {
    let json: JSONValue
    let operation: String

    init(_ json: JSONValue, of operation: String) {
        self.json = json
        self.operation = operation
    }

    func text(_ key: String) -> String? { json[key]?.string }

    func required(_ key: String) throws(MLflowError) -> String {
        // Ids are numbers in some answers of older servers.
        guard let text = json[key]?.string ?? json[key]?.integer.map(String.init) else { throw missing(key) }
        return text
    }

    /// Some answers have 64-bit numbers as texts.
    func integer(_ key: String) -> Int64? { json[key]?.integer ?? json[key]?.string.flatMap { Int64($0) } }

    func number(_ key: String) -> Double? { json[key].flatMap(MetricValue.read) }

    func flag(_ key: String) -> Bool { json[key]?.bool ?? false }

    func time(_ key: String) -> MLflowTime? { integer(key).map { MLflowTime(milliseconds: $0) } }

    /// Pairs of a `key` and a `value`.
    func pairs(_ key: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for pair in json[key]?.array ?? [] { pairs[pair["key"]?.string ?? ""] = pair["value"]?.string ?? "" }
        return pairs
    }

    /// A map with texts as values.
    func map(_ key: String) -> [String: String] {
        var map: [String: String] = [:]
        for (name, value) in json[key]?.object ?? [:] { map[name] = value.string ?? value.text() }
        return map
    }

    func texts(_ key: String) -> [String] { json[key]?.array?.compactMap(\.string) ?? [] }

    func object(_ key: String) throws(MLflowError) -> AnswerFields {
        guard let value = json[key], value.object != nil else { throw missing(key) }
        return AnswerFields(value, of: operation)
    }

    /// The object under a key, empty where there is none.
    func part(_ key: String) -> AnswerFields { AnswerFields(json[key] ?? .object([:]), of: operation) }

    func list<Element>(_ key: String, _ read: (AnswerFields) throws(MLflowError) -> Element) throws(MLflowError) -> [Element] {
        var elements: [Element] = []
        for value in json[key]?.array ?? [] { elements.append(try read(AnswerFields(value, of: operation))) }
        return elements
    }

    /// The next page's token; nil on the last page.
    var nextPage: String? { text("next_page_token").flatMap { $0.isEmpty ? nil : $0 } }

    private func missing(_ key: String) -> MLflowError {
        MLflowError(.unexpectedAnswer, "the answer has no \(key); is it an MLflow server, of a version that has it?", operation: operation)
    }
}

extension JSONObject {
    /// An object without the members that are nil.
    static func of(_ members: KeyValuePairs<String, JSONValue?>) -> JSONObject {
        JSONObject(members.compactMap { key, value in value.map { (key, $0) } })
    }
}

extension JSONValue {
    static func text(_ value: String?) -> JSONValue? { value.map(JSONValue.string) }
    static func texts(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }

    /// Pairs of a `key` and a `value`, in the order of the keys; nil where there is none.
    static func pairs(_ pairs: [String: String]) -> JSONValue? {
        guard !pairs.isEmpty else { return nil }
        return .array(pairs.sorted { $0.key < $1.key }.map { ["key": .string($0.key), "value": .string($0.value)] })
    }
}
