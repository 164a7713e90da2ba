internal import COTLP

extension MessageArena {
    mutating func attributes(_ attributes: [OTLP.KeyValue], depth: Int = 0) -> UnsafeMutablePointer<UnsafeMutablePointer<CKeyValue>?>? {
        list(attributes) { arena, attribute in
            let message = arena.message(opentelemetry__proto__common__v1__key_value__init)
            message.pointee.key = arena.data(attribute.key)
            message.pointee.key_strindex = attribute.keyIndex
            if let value = attribute.value { message.pointee.value = arena.value(value, depth: depth) }
            return message
        }
    }

    /// - Parameter depth: How many arrays and maps are around the value; what is nested deeper than
    ///   ``OTLP/AnyValue/depthLimit`` becomes an empty value, as the specification has it.
    mutating func value(_ value: OTLP.AnyValue, depth: Int = 0) -> UnsafeMutablePointer<CAnyValue> {
        let message = message(opentelemetry__proto__common__v1__any_value__init)
        switch value {
        case .empty: break
        case .string(let text):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_STRING_VALUE
            message.pointee.string_value = data(text)
        case .bool(let bool):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_BOOL_VALUE
            message.pointee.bool_value = bool ? 1 : 0
        case .int(let number):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_INT_VALUE
            message.pointee.int_value = number
        case .double(let number):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_DOUBLE_VALUE
            message.pointee.double_value = number
        case .bytes(let bytes):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_BYTES_VALUE
            message.pointee.bytes_value = data(bytes)
        case .stringIndex(let index):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_STRING_VALUE_STRINDEX
            message.pointee.string_value_strindex = index
        case .array(let elements):
            guard depth < OTLP.AnyValue.depthLimit else { break }
            let array = self.message(opentelemetry__proto__common__v1__array_value__init)
            array.pointee.n_values = elements.count
            array.pointee.values = list(elements) { $0.value($1, depth: depth + 1) }
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_ARRAY_VALUE
            message.pointee.array_value = array
        case .map(let members):
            guard depth < OTLP.AnyValue.depthLimit else { break }
            let map = self.message(opentelemetry__proto__common__v1__key_value_list__init)
            map.pointee.n_values = members.count
            map.pointee.values = attributes(members, depth: depth + 1)
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_KVLIST_VALUE
            message.pointee.kvlist_value = map
        }
        return message
    }
}

extension OTLP.AnyValue {
    /// How deep arrays and maps may nest in what is written and read.
    ///
    /// Source: OpenTelemetry specification 1.60, "Attribute limits", value depth.
    public static let depthLimit = 64
}
