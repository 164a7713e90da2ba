import GlueJSON

/// Writes a value as YAML: as much of it as the files of Prometheus need.
///
/// Texts stand in single quotes, in which nothing but a single quote means anything else than itself.
///
/// Source: YAML 1.2, section 7.3.2.
struct YAML {
    private(set) var text = ""

    init(_ value: JSONValue) { write(value, indent: 0) }

    private mutating func write(_ value: JSONValue, indent: Int) {
        switch value {
        case .object(let object) where !object.isEmpty:
            for (index, member) in object.enumerated() {
                if index > 0 { text += String(repeating: " ", count: indent) }
                text += "\(member.key):"
                write(below: member.value, indent: indent + 2)
            }
        case .array(let elements) where !elements.isEmpty:
            for (index, element) in elements.enumerated() {
                if index > 0 { text += String(repeating: " ", count: indent) }
                text += "- "
                write(element, indent: indent + 2)
            }
        case .string(let string): text += "'\(string.replacing("'", with: "''"))'\n"
        default: text += "\(value.text())\n"
        }
    }

    /// What belongs to a key: a list or a map on lines of its own, anything else beside it.
    private mutating func write(below value: JSONValue, indent: Int) {
        switch value {
        case .object(let object) where !object.isEmpty: text += "\n" + String(repeating: " ", count: indent)
        case .array(let elements) where !elements.isEmpty: text += "\n" + String(repeating: " ", count: indent)
        default: text += " "
        }
        write(value, indent: indent)
    }
}
