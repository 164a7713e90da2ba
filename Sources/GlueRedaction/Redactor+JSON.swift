package import GlueJSON

extension Redactor {
    /// A JSON value without what the rules find in its texts, in its keys, and in JSON that its texts hold themselves.
    package func redact(_ value: JSONValue) -> JSONValue { isEmpty ? value : redacted(value) }

    /// A text as an attribute holds it, without what the rules find; nil where they find nothing.
    ///
    /// What is JSON is read as such, so that no escape hides anything and the outcome is JSON again.
    package func replacement(forContent text: String) -> String? {
        let mayFind = mayFind(in: text)
        guard mayFind || readsKeys else { return nil }
        guard let first = text.utf8.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            let inner = try? JSONValue(parsing: text)
        else { return mayFind ? replacement(for: text) : nil }
        let without = redacted(inner)
        // Its own spelling is kept where there is nothing to take out.
        return without == inner ? nil : without.text()
    }

    private func redacted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(replacement(forContent: text) ?? text)
        case .array(let elements): .array(elements.map(redacted))
        case .object(let object): .object(redacted(object))
        case .null, .bool, .integer, .number: numberIsFound(value) ? .string(redact(value.text())) : value
        }
    }

    private func redacted(_ object: JSONObject) -> JSONObject {
        JSONObject(
            object.compactMap { member in
                guard let rule = rule(forValueNamed: member.key) else { return (redact(member.key), redacted(member.value)) }
                guard rule.takes(member.value) else { return (redact(member.key), redacted(member.value)) }
                guard !rule.dropsValue else { return nil }
                return (redact(member.key), .string(rule.replacement(for: member.value.string ?? member.value.text())))
            }
        )
    }

    /// A card number may be written as a number.
    private func numberIsFound(_ value: JSONValue) -> Bool {
        switch value {
        case .integer, .number: replacement(for: value.text()) != nil
        case .null, .bool, .string, .array, .object: false
        }
    }
}

extension Rule {
    /// Whether a value of a name that the rule goes by is taken out as a whole.
    fileprivate func takes(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): !text.isEmpty
        case .integer, .number: true
        case .array, .object, .null, .bool: takesAnyValue
        }
    }
}
