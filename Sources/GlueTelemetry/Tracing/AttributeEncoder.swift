import GlueOTLP
import GlueSemantics
import Tracing

/// Turns the attributes of the tracing API into those of the protocol: what every attribute of a span, an event or a link
/// passes on its way.
///
/// A class, so that it is passed on without a look at what it holds.
final class AttributeEncoder: Sendable {
    let valueLength: Int?
    /// Whether any destination wants message content; else it is not even packed.
    let wantsContent: Bool
    private let contentKeys: [(tail: UInt64, key: String)]
    /// Which lengths those have, a bit each.
    private let contentLengths: UInt64

    init(valueLength: Int?, wantsContent: Bool) {
        self.valueLength = valueLength
        self.wantsContent = wantsContent
        contentKeys = ContentAttributes.keys.map { (Self.tail($0), $0) }
        contentLengths = ContentAttributes.keys.reduce(0) { $0 | 1 << UInt64($1.utf8.count & 63) }
    }

    /// Looks at length and end of the key first: to hash it would take longer than to pack it.
    @inline(__always)
    func isContent(_ key: String) -> Bool {
        guard contentLengths >> UInt64(key.utf8.count & 63) & 1 != 0 else { return false }
        let tail = Self.tail(key)
        return contentKeys.contains { $0.tail == tail && $0.key == key }
    }

    /// The last eight bytes of a key; 0 for a shorter one.
    @inline(__always)
    private static func tail(_ key: String) -> UInt64 {
        key.withFastUTF8 { bytes in
            guard bytes.count >= 8 else { return 0 }
            return UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
        }
    }

    func cut(_ text: String, _ length: Int?) -> String {
        // A text has no more characters than bytes.
        guard let length, text.utf8.count > length else { return text }
        return String(text.unicodeScalars.prefix(length))
    }
}

// MARK: - Values of our own API

extension AttributeEncoder {
    func set(_ key: String, _ text: String, isContent: Bool, in fields: inout AttributeFields) {
        fields.set(key, cut(text, isContent ? nil : valueLength))
    }

    func set(_ key: String, _ value: OTLP.AnyValue, isContent: Bool, in fields: inout AttributeFields) {
        fields.set(key, isContent || valueLength == nil ? value : cut(value))
    }

    private func cut(_ value: OTLP.AnyValue) -> OTLP.AnyValue {
        switch value {
        case .string(let text): .string(cut(text, valueLength))
        case .array(let elements): .array(elements.map(cut))
        case .map(let members): .map(members.map { OTLP.KeyValue($0.key, $0.value.map(cut), keyIndex: $0.keyIndex) })
        default: value
        }
    }
}

// MARK: - Values of the tracing API

extension AttributeEncoder {
    func set(_ key: String, _ attribute: SpanAttribute, isContent: Bool, in fields: inout AttributeFields) {
        switch attribute {
        case .string(let text): fields.set(key, cut(text, isContent ? nil : valueLength))
        case .int64(let number): fields.set(key, number)
        case .int32(let number): fields.set(key, Int64(number))
        case .double(let number): fields.set(key, number)
        case .bool(let bool): fields.set(key, bool)
        default: fields.set(key, anyValue(attribute, valueLength: isContent ? nil : valueLength))
        }
    }

    /// The attributes of an event or a link, as many as it may have: those that come first in order.
    ///
    /// The dictionary of the tracing API knows no order: sorted attributes look alike from span to span, which compresses.
    func fields(of attributes: SpanAttributes, _ owner: AttributeFields.Owner, limit: Int) -> AttributeFields {
        var fields = AttributeFields(of: owner, limit: limit)
        if attributes.count <= limit {
            attributes.forEach { key, value in set(key, value, isContent: isContent(key), in: &fields) }
            fields.sort()
        } else {
            var all: [(key: String, value: SpanAttribute)] = []
            attributes.forEach { all.append(($0, $1)) }
            for (key, value) in all.sorted(by: { $0.key < $1.key }) { set(key, value, isContent: isContent(key), in: &fields) }
        }
        return fields
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
}

// MARK: - Back

extension SpanAttribute {
    /// A value as the tracing API has it; what it has no case for becomes its text.
    init(_ value: OTLP.AnyValue?) {
        switch value {
        case .string(let text): self = .string(text)
        case .int(let number): self = .int64(number)
        case .double(let number): self = .double(number)
        case .bool(let bool): self = .bool(bool)
        case .array(let elements): self = Self.list(elements)
        case .map, .bytes, .stringIndex, .empty, nil: self = .string(value.map { "\($0)" } ?? "")
        }
    }

    private static func list(_ elements: [OTLP.AnyValue]) -> SpanAttribute {
        let texts = elements.compactMap(\.string)
        if texts.count == elements.count { return .stringArray(texts) }
        let bools = elements.compactMap(\.bool)
        if bools.count == elements.count { return .boolArray(bools) }
        let ints = elements.compactMap(\.int)
        if ints.count == elements.count { return .int64Array(ints) }
        let doubles = elements.compactMap(\.double)
        if doubles.count == elements.count { return .doubleArray(doubles) }
        return .stringArray(elements.map { "\($0)" })
    }
}
