import GlueOTLP
import GlueRedaction
import GlueSemantics

/// What every attribute, body and message of the telemetry passes before it is cut and packed.
extension Redactor {
    /// What becomes of a value.
    enum Outcome: Equatable {
        case unchanged
        case replaced(String)
        /// The attribute goes, and counts as dropped.
        case dropped
    }

    /// - Parameter key: The attribute's key: a rule may take out the values of a key whatever they are.
    func outcome(of text: String, named key: String) -> Outcome {
        if looksAt(valueNamed: key), let rule = rule(forValueNamed: key), rule.takesAnyValue || !text.isEmpty {
            return rule.dropsValue ? .dropped : .replaced(rule.replacement(for: text))
        }
        // By its length first, which nearly no other key has: every attribute comes by here.
        if key.utf8.count == Glue.Attributes.wireBody.utf8.count, key == Glue.Attributes.wireBody { return outcome(ofWire: text) }
        return replacement(forContent: text).map { .replaced($0) } ?? .unchanged
    }

    /// Bytes of the wire cannot be replaced in part: they go where they hold what the rules find, or cannot be looked into.
    private func outcome(ofWire packed: String) -> Outcome {
        guard !isEmpty else { return .unchanged }
        guard let bytes = WireBody.bytes(of: packed), let text = String(validating: bytes, as: UTF8.self) else { return .dropped }
        return replacement(forContent: text) == nil ? .unchanged : .dropped
    }

    /// Whether a rule goes by the key of a value and takes it out whatever it is.
    func takesAnyValue(named key: String) -> Bool {
        looksAt(valueNamed: key) && rule(forValueNamed: key)?.takesAnyValue ?? false
    }

    /// Numbers and the like, which only a rule for their key takes out.
    func outcome(ofValueNamed key: String, _ text: @autoclosure () -> String) -> Outcome {
        guard looksAt(valueNamed: key), let rule = rule(forValueNamed: key) else { return .unchanged }
        return rule.dropsValue ? .dropped : .replaced(rule.replacement(for: text()))
    }

    /// An attribute without what the rules find, in its lists and maps too; nil where it is dropped.
    func redacted(_ attribute: OTLP.KeyValue) -> OTLP.KeyValue? {
        guard !isEmpty, let value = attribute.value else { return attribute }
        guard let redacted = redacted(value, named: attribute.key) else { return nil }
        return OTLP.KeyValue(attribute.key, redacted, keyIndex: attribute.keyIndex)
    }

    /// A value that goes by no name, such as the body of a log record.
    func redacted(_ value: OTLP.AnyValue) -> OTLP.AnyValue {
        guard !isEmpty else { return value }
        switch value {
        case .string(let text): return replacement(forContent: text).map { .string($0) } ?? value
        case .array(let elements): return .array(elements.map(redacted))
        case .map(let members): return .map(members.compactMap(redactedMember))
        case .bytes(let bytes):
            let text = String(validating: bytes, as: UTF8.self).flatMap { replacement(forContent: $0) }
            return text.map { .bytes(Array($0.utf8)) } ?? value
        case .empty, .bool, .int, .double, .stringIndex: return value
        }
    }

    private func redactedMember(_ member: OTLP.KeyValue) -> OTLP.KeyValue? {
        guard var redacted = redacted(member) else { return nil }
        redacted.key = replacement(for: member.key) ?? member.key
        return redacted
    }

    /// Nil where the value is dropped.
    private func redacted(_ value: OTLP.AnyValue, named key: String) -> OTLP.AnyValue? {
        guard let rule = rule(forValueNamed: key) else { return redacted(value) }
        if rule.takesAnyValue { return rule.dropsValue ? nil : .string(rule.replacement(for: value.string ?? "\(value)")) }
        switch value {
        case .string(let text): return text.isEmpty ? value : .string(rule.replacement(for: text))
        case .int(let number): return .string(rule.replacement(for: "\(number)"))
        case .double(let number): return .string(rule.replacement(for: "\(number)"))
        // `password: [a, b]` holds passwords; what is in a map has names of its own.
        case .array(let elements): return .array(elements.compactMap { redacted($0, named: key) })
        case .map, .bytes, .bool, .empty, .stringIndex: return redacted(value)
        }
    }
}

extension OTLP.Resource {
    /// The resource without what the rules find in it.
    func redacted(by redactor: Redactor) -> OTLP.Resource {
        var resource = self
        resource.attributes = attributes.compactMap(redactor.redacted)
        resource.droppedAttributesCount += UInt32(attributes.count - resource.attributes.count)
        return resource
    }
}
