internal import COTLP
internal import CProtobufC

extension OTLP.AnyValue {
    init(_ message: CAnyValue) {
        switch message.value_case {
        case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_STRING_VALUE: self = .string(String(message.string_value))
        case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_BOOL_VALUE: self = .bool(message.bool_value != 0)
        case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_INT_VALUE: self = .int(message.int_value)
        case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_DOUBLE_VALUE: self = .double(message.double_value)
        case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_BYTES_VALUE: self = .bytes([UInt8](message.bytes_value))
        case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_STRING_VALUE_STRINDEX:
            self = .stringIndex(message.string_value_strindex)
        case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_ARRAY_VALUE:
            self = .array(message.array_value.map { unpackedList($0.pointee.values, $0.pointee.n_values) { OTLP.AnyValue($0) } } ?? [])
        case OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_KVLIST_VALUE:
            self = .map(message.kvlist_value.map { [OTLP.KeyValue]($0.pointee.values, $0.pointee.n_values) } ?? [])
        default: self = .empty
        }
    }
}

extension [OTLP.KeyValue] {
    init(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CKeyValue>?>?, _ count: Int) {
        self = unpackedList(list, count) { message in
            OTLP.KeyValue(String(message.key), message.value.map { OTLP.AnyValue($0.pointee) }, keyIndex: message.key_strindex)
        }
    }
}

extension OTLP.Resource {
    init(_ message: CResource) {
        self.init(
            attributes: .init(message.attributes, message.n_attributes),
            droppedAttributesCount: message.dropped_attributes_count,
            entityRefs: unpackedList(message.entity_refs, message.n_entity_refs) { OTLP.EntityRef($0) }
        )
    }
}

extension OTLP.EntityRef {
    init(_ message: CEntityRef) {
        self.init(
            schemaURL: String(message.schema_url),
            type: String(message.type),
            idKeys: UnsafeBufferPointer(start: message.id_keys, count: message.n_id_keys).map { String($0) },
            descriptionKeys: UnsafeBufferPointer(start: message.description_keys, count: message.n_description_keys).map { String($0) }
        )
    }
}

extension OTLP.Scope {
    init(_ message: CScope) {
        self.init(
            name: String(message.name),
            version: String(message.version),
            attributes: .init(message.attributes, message.n_attributes),
            droppedAttributesCount: message.dropped_attributes_count
        )
    }
}
