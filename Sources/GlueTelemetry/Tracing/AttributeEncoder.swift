import GlueOTLP
import GlueSemantics
import Tracing

/// Turns the attributes of the tracing API into those of the protocol.
struct AttributeEncoder: Sendable {
    let valueLength: Int?
    /// The content attributes' keys of *n* bytes at index *n*: to compare with one or two costs less than to hash a key.
    private let contentKeys: [[String]]

    init(valueLength: Int?) {
        self.valueLength = valueLength
        var contentKeys = [[String]](repeating: [], count: 1 + (ContentAttributes.keys.map(\.utf8.count).max() ?? 0))
        for key in ContentAttributes.keys { contentKeys[key.utf8.count].append(key) }
        self.contentKeys = contentKeys
    }

    /// What goes to every destination, and what only to those that want content.
    struct Split {
        var base: [OTLP.KeyValue] = []
        var content: [OTLP.KeyValue] = []
    }

    /// The dictionary of the tracing API knows no order: sorted attributes look alike from span to span, which compresses.
    func split(_ attributes: SpanAttributes) -> Split {
        var split = Split()
        split.base.reserveCapacity(attributes.count)
        attributes.forEach { key, value in
            if isContent(key) {
                split.content.append(OTLP.KeyValue(key, anyValue(value, valueLength: nil)))
            } else {
                split.base.append(OTLP.KeyValue(key, anyValue(value, valueLength: valueLength)))
            }
        }
        split.base.sort { $0.key < $1.key }
        if split.content.count > 1 { split.content.sort { $0.key < $1.key } }
        return split
    }

    /// The attributes of an event or a link, the first `limit` of them.
    func list(_ attributes: SpanAttributes, limit: Int) -> (kept: [OTLP.KeyValue], dropped: UInt32) {
        guard !attributes.isEmpty else { return ([], 0) }
        var list: [OTLP.KeyValue] = []
        list.reserveCapacity(attributes.count)
        attributes.forEach { key, value in
            list.append(OTLP.KeyValue(key, anyValue(value, valueLength: isContent(key) ? nil : valueLength)))
        }
        if list.count > 1 { list.sort { $0.key < $1.key } }
        let dropped = max(list.count - limit, 0)
        list.removeLast(dropped)
        return (list, UInt32(dropped))
    }

    func isContent(_ key: String) -> Bool {
        key.utf8.count < contentKeys.count && contentKeys[key.utf8.count].contains(key)
    }

    private func anyValue(_ attribute: SpanAttribute, valueLength: Int?) -> OTLP.AnyValue {
        switch attribute {
        case .string(let value): .string(cut(value, valueLength))
        case .int64(let value): .int(value)
        case .int32(let value): .int(Int64(value))
        case .double(let value): .double(value)
        case .bool(let value): .bool(value)
        case .stringConvertible(let value): .string(cut("\(value)", valueLength))
        case .stringArray(let values): .array(values.map { .string(cut($0, valueLength)) })
        case .int64Array(let values): .array(values.map { .int($0) })
        case .int32Array(let values): .array(values.map { .int(Int64($0)) })
        case .doubleArray(let values): .array(values.map { .double($0) })
        case .boolArray(let values): .array(values.map { .bool($0) })
        case .stringConvertibleArray(let values): .array(values.map { element($0, valueLength) })
        // The enumeration asks not to be switched over exhaustively.
        default: .empty
        }
    }

    /// The tracing API takes a list of `Int` or `Float` for one of anything that can be described.
    private func element(_ value: any CustomStringConvertible & Sendable, _ valueLength: Int?) -> OTLP.AnyValue {
        switch value {
        case let value as Int: .int(Int64(value))
        case let value as Float: .double(Double(value))
        default: .string(cut("\(value)", valueLength))
        }
    }

    private func cut(_ text: String, _ length: Int?) -> String {
        // A text has no more characters than bytes.
        guard let length, text.utf8.count > length else { return text }
        return String(text.unicodeScalars.prefix(length))
    }
}
