import GlueOTLP
import GlueRedaction
import GlueSemantics
import Tracing

/// Turns the attributes of the tracing API into those of the protocol: what every attribute of a span, an event or a link
/// passes on its way. It is redacted first, then cut: half a secret would not be known for one.
///
/// A class, so that it is passed on without a look at what it holds.
final class AttributeEncoder: Sendable {
    let valueLength: Int?
    let redactor: Redactor
    /// Whether there is anything to look for: else no text is looked at.
    private let redacts: Bool
    /// Whether texts stay as they are.
    private let keepsTexts: Bool
    /// Whether any destination wants message content; else it is not even packed.
    let wantsContent: Bool
    private let contentKeys: Set<String>
    /// The last bytes of those.
    private let contentEnds: [UInt64]
    /// The bits that the last bytes give.
    private let contentMarks: UInt64

    init(valueLength: Int?, redactor: Redactor, wantsContent: Bool) {
        self.valueLength = valueLength
        self.redactor = redactor
        redacts = !redactor.isEmpty
        keepsTexts = redactor.isEmpty && valueLength == nil
        self.wantsContent = wantsContent
        contentKeys = ContentAttributes.keys
        contentEnds = ContentAttributes.keys.map(Self.end)
        contentMarks = contentEnds.reduce(0) { $0 | Self.mark($1) }
    }

    /// Looks at the end of the key first: to hash it would take longer than to pack it.
    @inline(__always)
    func isContent(_ key: String) -> Bool {
        let end = Self.end(key)
        return contentMarks & Self.mark(end) != 0 && contentEnds.contains(end) && isListed(key)
    }

    @inline(never)
    private func isListed(_ key: String) -> Bool { contentKeys.contains(key) }

    /// The last eight bytes, or all of a shorter one.
    @inline(__always)
    private static func end(_ key: String) -> UInt64 {
        key.withFastUTF8 { bytes in
            guard bytes.count >= 8 else { return bytes.reduce(0) { $0 << 8 | UInt64($1) } }
            return UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
        }
    }

    @inline(__always)
    private static func mark(_ end: UInt64) -> UInt64 { 1 << ((end &* 0x9E37_79B9_7F4A_7C15) >> 58) }

    func cut(_ text: String, _ length: Int?) -> String {
        // A text has no more characters than bytes.
        guard let length, text.utf8.count > length else { return text }
        return String(text.unicodeScalars.prefix(length))
    }
}

// MARK: - Values of our own API

extension AttributeEncoder {
    @inline(__always)
    func set(_ key: String, _ text: String, isContent: Bool, in fields: inout AttributeFields) {
        if keepsTexts { return fields.set(key, text) }
        setChanged(key, text, isContent: isContent, in: &fields)
    }

    @inline(never)
    private func setChanged(_ key: String, _ text: String, isContent: Bool, in fields: inout AttributeFields) {
        guard redacts else { return fields.set(key, cut(text, isContent ? nil : valueLength)) }
        switch redactor.outcome(of: text, named: key) {
        case .unchanged: fields.set(key, cut(text, isContent ? nil : valueLength))
        case .replaced(let text): fields.set(key, cut(text, isContent ? nil : valueLength))
        case .dropped: fields.drop(key)
        }
    }

    @inline(__always)
    func set(_ key: String, _ number: Int64, in fields: inout AttributeFields) {
        if redacts, redactor.looksAtKeys, redact(key, "\(number)", in: &fields) { return }
        fields.set(key, number)
    }

    @inline(__always)
    func set(_ key: String, _ number: Double, in fields: inout AttributeFields) {
        if redacts, redactor.looksAtKeys, redact(key, "\(number)", in: &fields) { return }
        fields.set(key, number)
    }

    func set(_ key: String, _ bool: Bool, in fields: inout AttributeFields) {
        if redacts, redactor.looksAtKeys, redactor.takesAnyValue(named: key), redact(key, "\(bool)", in: &fields) { return }
        fields.set(key, bool)
    }

    func set(_ key: String, _ value: OTLP.AnyValue, isContent: Bool, in fields: inout AttributeFields) {
        guard let value = redactor.redacted(OTLP.KeyValue(key, value))?.value else { return fields.drop(key) }
        fields.set(key, isContent || valueLength == nil ? value : cut(value))
    }

    /// - Returns: Whether a rule goes by the key, so that there is nothing more to set.
    private func redact(_ key: String, _ text: @autoclosure () -> String, in fields: inout AttributeFields) -> Bool {
        switch redactor.outcome(ofValueNamed: key, text()) {
        case .unchanged: return false
        case .replaced(let text): fields.set(key, cut(text, valueLength))
        case .dropped: fields.drop(key)
        }
        return true
    }

    /// A name or a message, which no key goes with.
    func redacted(_ text: String) -> String { redacts ? redactor.replacement(for: text) ?? text : text }

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
        case .string(let text): set(key, text, isContent: isContent, in: &fields)
        case .int64(let number): set(key, number, in: &fields)
        case .int32(let number): set(key, Int64(number), in: &fields)
        case .double(let number): set(key, number, in: &fields)
        case .bool(let bool): set(key, bool, in: &fields)
        default: set(key, anyValue(attribute), isContent: isContent, in: &fields)
        }
    }

    /// The attributes of an event or a link, as many as it may have: those that come first in order.
    ///
    /// The dictionary of the tracing API knows no order: sorted attributes look alike from span to span, which compresses.
    func fields(of attributes: SpanAttributes, _ owner: AttributeFields.Owner, limit: Int) -> AttributeFields {
        var fields = AttributeFields(of: owner, limit: limit, isUnique: true)
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

    private func anyValue(_ attribute: SpanAttribute) -> OTLP.AnyValue {
        switch attribute {
        case .string(let value): .string(value)
        case .int64(let value): .int(value)
        case .int32(let value): .int(Int64(value))
        case .double(let value): .double(value)
        case .bool(let value): .bool(value)
        case .stringConvertible(let value): .string("\(value)")
        case .stringArray(let values): .array(values.map { .string($0) })
        case .int64Array(let values): .array(values.map { .int($0) })
        case .int32Array(let values): .array(values.map { .int(Int64($0)) })
        case .doubleArray(let values): .array(values.map { .double($0) })
        case .boolArray(let values): .array(values.map { .bool($0) })
        case .stringConvertibleArray(let values): .array(values.map(element))
        // The enumeration asks not to be switched over exhaustively.
        default: .empty
        }
    }

    /// The tracing API takes a list of `Int` or `Float` for one of anything that can be described.
    private func element(_ value: any CustomStringConvertible & Sendable) -> OTLP.AnyValue {
        switch value {
        case let value as Int: .int(Int64(value))
        case let value as Float: .double(Double(value))
        default: .string("\(value)")
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
