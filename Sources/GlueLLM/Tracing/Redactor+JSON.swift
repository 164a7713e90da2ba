import GlueJSON
import GlueRedaction

extension Redactor {
    /// A JSON value without what the rules find in its texts, in its keys, and in JSON that its texts hold themselves.
    func redact(_ value: JSONValue) -> JSONValue { isEmpty ? value : redacted(value) }

    private func redacted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(redacted(text))
        case .array(let elements): .array(elements.map(redacted))
        case .object(let object): .object(JSONObject(object.map { (redact($0.key), redacted($0.value, named: $0.key)) }))
        case .null, .bool, .integer, .number: value
        }
    }

    private func redacted(_ value: JSONValue, named name: String) -> JSONValue {
        guard rule(forValueNamed: name) != nil else { return redacted(value) }
        return switch value {
        case .string(let text): .string(redact(text, named: name))
        case .integer, .number: .string(redact(value.text(), named: name))
        case .array, .object, .null, .bool: redacted(value)
        }
    }

    /// What is JSON within a text is read as such, so that no escape hides anything and the outcome is JSON again.
    private func redacted(_ text: String) -> String {
        let first = text.utf8.first { $0 > 0x20 }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "["), let inner = try? JSONValue(parsing: text) else {
            return redact(text)
        }
        let without = redacted(inner)
        // Its own spelling is kept where there is nothing to take out.
        return without == inner ? text : without.text()
    }
}
