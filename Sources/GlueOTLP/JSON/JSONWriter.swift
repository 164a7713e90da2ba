internal import GlueJSON

/// Collects the members of one OTLP/JSON object. Defaults are left out, as protobuf's own JSON has it.
struct JSONWriter {
    private(set) var object = JSONObject()

    var json: JSONValue { .object(object) }

    mutating func set(_ key: String, _ value: JSONValue?) { if let value { object[key] = value } }

    mutating func set(_ key: String, _ text: String) { if !text.isEmpty { object[key] = .string(text) } }

    mutating func set(_ key: String, _ flag: Bool) { if flag { object[key] = .bool(flag) } }

    mutating func set(_ key: String, texts: [String]) { set(key, list: texts.map(JSONValue.string)) }

    mutating func set(_ key: String, list: [JSONValue]) { if !list.isEmpty { object[key] = .array(list) } }

    /// 32 bits and less, as a number.
    mutating func set(_ key: String, number: Int64) { if number != 0 { object[key] = .integer(number) } }

    /// 64 bits, as text.
    mutating func set(_ key: String, wide number: some FixedWidthInteger) { if number != 0 { object[key] = .string(String(number)) } }

    mutating func set(_ key: String, double number: Double) {
        // Minus zero is not the default: it would come back as zero.
        if number != 0 || number.sign == .minus { object[key] = .otlp(number) }
    }

    mutating func set(_ key: String, _ id: OTLP.TraceID) { if id.isValid { object[key] = .string(id.description) } }

    mutating func set(_ key: String, _ id: OTLP.SpanID) { if id.isValid { object[key] = .string(id.description) } }

    mutating func set(_ key: String, _ attributes: [OTLP.KeyValue]) { set(key, list: attributes.map(\.json)) }
}

extension JSONValue {
    /// What JSON has no number for travels as text.
    static func otlp(_ number: Double) -> JSONValue {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return .number(number)
    }
}
