internal import COTLP

extension OTLP.Resource {
    /// The bytes of the Resource message.
    package func packed() -> [UInt8] { PackedMessage { $0.resource(self) }.bytes() }
}

extension OTLP.Scope {
    /// The bytes of the InstrumentationScope message.
    package func packed() -> [UInt8] { PackedMessage { $0.scope(self) }.bytes() }
}

extension MessageArena {
    mutating func resource(_ resource: OTLP.Resource) -> UnsafeMutablePointer<CResource> {
        let message = message(opentelemetry__proto__resource__v1__resource__init)
        message.pointee.n_attributes = resource.attributes.count
        message.pointee.attributes = attributes(resource.attributes)
        message.pointee.dropped_attributes_count = resource.droppedAttributesCount
        message.pointee.n_entity_refs = resource.entityRefs.count
        message.pointee.entity_refs = list(resource.entityRefs) { $0.entityRef($1) }
        return message
    }

    mutating func scope(_ scope: OTLP.Scope) -> UnsafeMutablePointer<CScope> {
        let message = message(opentelemetry__proto__common__v1__instrumentation_scope__init)
        message.pointee.name = data(scope.name)
        message.pointee.version = data(scope.version)
        message.pointee.n_attributes = scope.attributes.count
        message.pointee.attributes = attributes(scope.attributes)
        message.pointee.dropped_attributes_count = scope.droppedAttributesCount
        return message
    }

    private mutating func entityRef(_ entity: OTLP.EntityRef) -> UnsafeMutablePointer<CEntityRef> {
        let message = message(opentelemetry__proto__common__v1__entity_ref__init)
        message.pointee.schema_url = data(entity.schemaURL)
        message.pointee.type = data(entity.type)
        message.pointee.n_id_keys = entity.idKeys.count
        message.pointee.id_keys = texts(entity.idKeys)
        message.pointee.n_description_keys = entity.descriptionKeys.count
        message.pointee.description_keys = texts(entity.descriptionKeys)
        return message
    }
}
