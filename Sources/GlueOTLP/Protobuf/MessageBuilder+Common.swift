internal import COTLP
internal import CProtobufC

extension MessageBuilder {
    typealias List<Message> = (count: Int, UnsafeMutablePointer<UnsafeMutablePointer<Message>?>?)

    func attributes(_ attributes: [OTLP.KeyValue], depth: Int = 1) -> List<C.KeyValue> {
        list(attributes) { attribute, message in
            message.pointee.key = text(attribute.key)
            message.pointee.key_strindex = attribute.keyIndex
            if let value = attribute.value { message.pointee.value = self.value(value, depth: depth) }
        }
    }

    func value(_ value: OTLP.AnyValue, depth: Int = 1) -> UnsafeMutablePointer<C.AnyValue> {
        let message = message(C.AnyValue.self)
        fill(message, with: value, depth: depth)
        return message
    }

    @inline(__always)
    private func fill(_ message: UnsafeMutablePointer<C.AnyValue>, with value: OTLP.AnyValue, depth: Int) {
        switch value {
        case .empty: break
        case .string(let value):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_STRING_VALUE
            message.pointee.string_value = text(value)
        case .bool(let value):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_BOOL_VALUE
            message.pointee.bool_value = value ? 1 : 0
        case .int(let value):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_INT_VALUE
            message.pointee.int_value = value
        case .double(let value):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_DOUBLE_VALUE
            message.pointee.double_value = value
        case .bytes(let value):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_BYTES_VALUE
            message.pointee.bytes_value = value.withUnsafeBytes(bytes)
        case .stringIndex(let value):
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_STRING_VALUE_STRINDEX
            message.pointee.string_value_strindex = value
        case .array, .map: fillNested(message, with: value, depth: depth)
        }
    }

    private func fillNested(_ message: UnsafeMutablePointer<C.AnyValue>, with value: OTLP.AnyValue, depth: Int) {
        // Left empty, as the specification's depth limit has it: readers refuse what nests deeper.
        guard depth <= OTLP.AnyValue.depthLimit else { return }
        switch value {
        case .array(let values):
            let array = self.message(C.ArrayValue.self)
            (array.pointee.n_values, array.pointee.values) = list(values) { fill($1, with: $0, depth: depth + 1) }
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_ARRAY_VALUE
            message.pointee.array_value = array
        case .map(let members):
            let map = self.message(C.KeyValueList.self)
            (map.pointee.n_values, map.pointee.values) = attributes(members, depth: depth + 1)
            message.pointee.value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_KVLIST_VALUE
            message.pointee.kvlist_value = map
        default: break
        }
    }

    func resource(_ resource: OTLP.Resource) -> UnsafeMutablePointer<C.Resource> {
        let message = message(C.Resource.self)
        (message.pointee.n_attributes, message.pointee.attributes) = attributes(resource.attributes)
        message.pointee.dropped_attributes_count = resource.droppedAttributesCount
        (message.pointee.n_entity_refs, message.pointee.entity_refs) = list(resource.entityRefs) { entity, message in
            message.pointee.schema_url = text(entity.schemaURL)
            message.pointee.type = text(entity.type)
            (message.pointee.n_id_keys, message.pointee.id_keys) = texts(entity.idKeys)
            (message.pointee.n_description_keys, message.pointee.description_keys) = texts(entity.descriptionKeys)
        }
        return message
    }

    func scope(_ scope: OTLP.Scope) -> UnsafeMutablePointer<C.Scope> {
        let message = message(C.Scope.self)
        message.pointee.name = text(scope.name)
        message.pointee.version = text(scope.version)
        (message.pointee.n_attributes, message.pointee.attributes) = attributes(scope.attributes)
        message.pointee.dropped_attributes_count = scope.droppedAttributesCount
        return message
    }
}
