internal import GlueJSON

extension OTLP.AnyValue {
    /// - Parameter depth: How many arrays and maps are around the value.
    init(json: JSONValue, depth: Int = 0) throws(OTLPError) {
        let reader = try JSONReader(json)
        guard depth <= Self.depthLimit else { throw OTLPError(.tooDeep(limit: Self.depthLimit)) }
        if reader.value("stringValue") != nil {
            self = .string(try reader.text("stringValue"))
        } else if reader.value("boolValue") != nil {
            self = .bool(try reader.bool("boolValue"))
        } else if reader.value("intValue") != nil {
            self = .int(try reader.integer("intValue"))
        } else if let number = try reader.optionalDouble("doubleValue") {
            self = .double(number)
        } else if let elements = try reader.values("arrayValue", { value throws(OTLPError) in try Self(json: value, depth: depth + 1) }) {
            self = .array(elements)
        } else if let members = try reader.values(
            "kvlistValue",
            { value throws(OTLPError) in try OTLP.KeyValue(json: value, depth: depth + 1) }
        ) {
            self = .map(members)
        } else if reader.value("bytesValue") != nil {
            guard let bytes = Base64.decode(try reader.text("bytesValue")) else {
                throw OTLPError(.expected("base64")).within("bytesValue")
            }
            self = .bytes(bytes)
        } else if reader.value("stringValueStrindex") != nil {
            self = .stringIndex(try reader.integer("stringValueStrindex"))
        } else {
            self = .empty
        }
    }

    var json: JSONValue { json(depth: 0) }

    fileprivate func json(depth: Int) -> JSONValue {
        switch self {
        case .empty: [:]
        case .string(let text): ["stringValue": .string(text)]
        case .bool(let bool): ["boolValue": .bool(bool)]
        case .int(let number): ["intValue": .string(String(number))]
        case .double(let number): ["doubleValue": .otlp(number)]
        case .bytes(let bytes): ["bytesValue": .string(Base64.encode(bytes))]
        case .stringIndex(let index): ["stringValueStrindex": .integer(Int64(index))]
        case .array(let elements):
            depth < Self.depthLimit ? ["arrayValue": ["values": .array(elements.map { $0.json(depth: depth + 1) })]] : [:]
        case .map(let members):
            depth < Self.depthLimit ? ["kvlistValue": ["values": .array(members.map { $0.json(depth: depth + 1) })]] : [:]
        }
    }
}

extension OTLP.KeyValue {
    init(json: JSONValue, depth: Int = 0) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            try reader.text("key"),
            try reader.member("value") { value throws(OTLPError) in try OTLP.AnyValue(json: value, depth: depth) },
            keyIndex: try reader.integer("keyStrindex")
        )
    }

    var json: JSONValue { json(depth: 0) }

    fileprivate func json(depth: Int) -> JSONValue {
        var writer = JSONWriter()
        writer.set("key", key)
        writer.set("value", value?.json(depth: depth))
        writer.set("keyStrindex", number: Int64(keyIndex))
        return writer.json
    }
}

extension JSONReader {
    /// The list that the object of an array or map holds.
    fileprivate func values<Value>(
        _ key: String,
        _ read: (JSONValue) throws(OTLPError) -> Value
    ) throws(OTLPError) -> [Value]? {
        try member(key) { value throws(OTLPError) in try JSONReader(value).list("values", read) }
    }

    func attributes(_ key: String = "attributes") throws(OTLPError) -> [OTLP.KeyValue] {
        try list(key) { value throws(OTLPError) in try OTLP.KeyValue(json: value) }
    }
}
