internal import GlueJSON

/// Reads the members of one OTLP/JSON object, with the path to what is wrong.
///
/// Receivers must be lenient: unknown members are ignored, null and absent are the default, 64-bit integers may be
/// numbers or strings, enums their names or numbers.
///
/// Source: opentelemetry-proto, "JSON Protobuf Encoding".
struct JSONReader {
    private let object: JSONObject

    init(_ value: JSONValue) throws(OTLPError) {
        guard let object = value.object else { throw OTLPError(.expected("an object")) }
        self.object = object
    }

    /// A member that is there and not null.
    func value(_ key: String) -> JSONValue? {
        // Not by `nil` in a closure: a JSON value can be written as `nil` too, and then means null.
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    /// A member of an object, read by `read`.
    func member<Value>(_ key: String, _ read: (JSONValue) throws(OTLPError) -> Value) throws(OTLPError) -> Value? {
        guard let value = value(key) else { return nil }
        do throws(OTLPError) {
            return try read(value)
        } catch {
            throw error.within(key)
        }
    }

    /// The elements of an array, each read by `read`.
    func list<Value>(_ key: String, _ read: (JSONValue) throws(OTLPError) -> Value) throws(OTLPError) -> [Value] {
        try member(key) { value throws(OTLPError) in
            guard let elements = value.array else { throw OTLPError(.expected("an array")) }
            var values: [Value] = []
            values.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                do throws(OTLPError) {
                    values.append(try read(element))
                } catch {
                    throw error.within("[\(index)]")
                }
            }
            return values
        } ?? []
    }

    func text(_ key: String) throws(OTLPError) -> String {
        try member(key) { value throws(OTLPError) in try value.otlpText } ?? ""
    }

    func texts(_ key: String) throws(OTLPError) -> [String] { try list(key) { value throws(OTLPError) in try value.otlpText } }

    func bool(_ key: String) throws(OTLPError) -> Bool {
        try member(key) { value throws(OTLPError) in
            guard let bool = value.bool else { throw OTLPError(.expected("true or false")) }
            return bool
        } ?? false
    }

    /// A whole number of any width, as number or as text.
    func integer<Integer: FixedWidthInteger>(_ key: String, as type: Integer.Type = Integer.self) throws(OTLPError) -> Integer {
        try member(key) { value throws(OTLPError) in try value.otlpInteger() } ?? 0
    }

    func double(_ key: String) throws(OTLPError) -> Double { try optionalDouble(key) ?? 0 }

    func optionalDouble(_ key: String) throws(OTLPError) -> Double? {
        try member(key) { value throws(OTLPError) in try value.otlpDouble }
    }

    /// An enum by its number, or by its name as other writers have it.
    func enumeration(_ key: String, _ names: [String]) throws(OTLPError) -> Int32 {
        try member(key) { value throws(OTLPError) in
            if let name = value.string, let number = names.firstIndex(of: name) { return Int32(number) }
            return try value.otlpInteger()
        } ?? 0
    }

    /// An id in hexadecimal; in base64 where another tool wrote it as plain protobuf JSON.
    func traceID(_ key: String) throws(OTLPError) -> OTLP.TraceID {
        try member(key) { value throws(OTLPError) in
            let text = try value.otlpText
            if text.isEmpty { return .none }
            if let id = OTLP.TraceID(hex: text) { return id }
            guard text.utf8.count == 24, let bytes = Base64.decode(text), bytes.count == 16,
                let id = OTLP.TraceID(hex: bytes.hex)
            else { throw OTLPError(.expected("32 hexadecimal digits")) }
            return id
        } ?? .none
    }

    func spanID(_ key: String) throws(OTLPError) -> OTLP.SpanID {
        try member(key) { value throws(OTLPError) in
            let text = try value.otlpText
            if text.isEmpty { return .none }
            if let id = OTLP.SpanID(hex: text) { return id }
            guard text.utf8.count == 12, let bytes = Base64.decode(text), bytes.count == 8,
                let id = OTLP.SpanID(hex: bytes.hex)
            else { throw OTLPError(.expected("16 hexadecimal digits")) }
            return id
        } ?? .none
    }
}

extension JSONValue {
    var otlpText: String {
        get throws(OTLPError) {
            guard let text = string else { throw OTLPError(.expected("a string")) }
            return text
        }
    }

    func otlpInteger<Integer: FixedWidthInteger>() throws(OTLPError) -> Integer {
        let integer: Integer? =
            switch self {
            case .integer(let value): Integer(exactly: value)
            case .number(let value): Integer(exactly: value)
            case .string(let text): Integer(text)
            default: nil
            }
        guard let integer else { throw OTLPError(.expected("a whole number of \(Integer.bitWidth) bits")) }
        return integer
    }

    var otlpDouble: Double {
        get throws(OTLPError) {
            switch self {
            case .integer(let value): return Double(value)
            case .number(let value): return value
            case .string("NaN"): return .nan
            case .string("Infinity"): return .infinity
            case .string("-Infinity"): return -.infinity
            case .string(let text):
                if let value = Double(text) { return value }
            default: break
            }
            throw OTLPError(.expected("a number"))
        }
    }
}

extension [UInt8] {
    /// Two lower-case hexadecimal digits a byte.
    var hex: String {
        var digits: [UInt8] = []
        for byte in self {
            for digit in [byte >> 4, byte & 0x0F] {
                digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
