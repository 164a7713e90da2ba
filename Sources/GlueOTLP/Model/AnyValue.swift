extension OTLP {
    /// The value of an attribute, of a log body, or an element of one.
    public enum AnyValue: Sendable, Hashable {
        /// A value that is there but says nothing: an AnyValue message without a field.
        case empty
        case string(String)
        case bool(Bool)
        case int(Int64)
        case double(Double)
        case array([AnyValue])
        /// An ordered map; keys should not repeat.
        case map([KeyValue])
        case bytes([UInt8])
        /// An index into a profile's string table. Kept so that nothing is lost; no other signal uses it.
        case stringIndex(Int32)
    }

    /// An attribute.
    public struct KeyValue: Sendable, Hashable {
        public var key: String
        /// Nil where the message held no value at all.
        public var value: AnyValue?
        /// An index into a profile's string table; 0 elsewhere.
        public var keyIndex: Int32

        public init(_ key: String, _ value: AnyValue?, keyIndex: Int32 = 0) {
            self.key = key
            self.value = value
            self.keyIndex = keyIndex
        }
    }
}

extension OTLP.AnyValue: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(arrayLiteral elements: OTLP.AnyValue...) { self = .array(elements) }
}

extension OTLP.AnyValue {
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var int: Int64? { if case .int(let value) = self { value } else { nil } }
    /// A floating-point number, also one that was recorded as an integer.
    public var double: Double? {
        switch self {
        case .double(let value): value
        case .int(let value): Double(value)
        default: nil
        }
    }
    public var array: [OTLP.AnyValue]? { if case .array(let value) = self { value } else { nil } }
    public var map: [OTLP.KeyValue]? { if case .map(let value) = self { value } else { nil } }
}

extension [OTLP.KeyValue] {
    /// The value of the first attribute with this key.
    public subscript(key: String) -> OTLP.AnyValue? {
        first { $0.key == key }?.value
    }
}
