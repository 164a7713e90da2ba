import GlueJSON
import GlueSemantics

/// The marks that redaction leaves in a text: `[email]`, `[api_key]`, `[card:1f0c9a37d2be]`.
enum RedactionMarks {
    /// The names of the detectors that come with us; one of an application's own has names of its own.
    private static let names: Set<String> = ["api_key", "token", "private_key", "secret", "email", "card", "iban", "phone", "ssn"]

    static func marks(in messages: [Message]) -> [String] {
        var found: [String] = []
        for message in messages { collect(message.json, &found) }
        return found
    }

    private static func collect(_ json: JSONValue, _ found: inout [String]) {
        switch json {
        case .string(let text): for mark in marks(in: text) where !found.contains(mark) { found.append(mark) }
        case .array(let elements): for element in elements { collect(element, &found) }
        case .object(let object): for member in object { collect(member.value, &found) }
        default: break
        }
    }

    private static func marks(in text: String) -> [String] {
        text.matches(of: /\[([a-z_]+)(:[0-9a-f]{12})?\]/).filter { names.contains(String($0.1)) }.map { String($0.0) }
    }
}

extension Message {
    /// The message with texts put in the place of others, wherever they stand.
    func replacing(_ replacements: [String: String]) -> Message {
        guard !replacements.isEmpty, let message = try? Message(json: json.replacing(replacements)) else { return self }
        return message
    }
}

extension JSONValue {
    fileprivate func replacing(_ replacements: [String: String]) -> JSONValue {
        switch self {
        case .string(let text): .string(replacements.reduce(text) { $0.replacing($1.key, with: $1.value) })
        case .array(let elements): .array(elements.map { $0.replacing(replacements) })
        case .object(let object): .object(JSONObject(object.map { ($0.key, $0.value.replacing(replacements)) }))
        default: self
        }
    }
}
