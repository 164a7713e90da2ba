extension OTLP {
    /// What produced the telemetry: a service, its process, its host.
    public struct Resource: Sendable, Hashable {
        public var attributes: [KeyValue] = []
        public var droppedAttributesCount: UInt32 = 0
        public var entityRefs: [EntityRef] = []

        public init(attributes: [KeyValue] = [], droppedAttributesCount: UInt32 = 0, entityRefs: [EntityRef] = []) {
            self.attributes = attributes
            self.droppedAttributesCount = droppedAttributesCount
            self.entityRefs = entityRefs
        }
    }

    /// Which of a resource's attributes identify an entity and which describe it.
    public struct EntityRef: Sendable, Hashable {
        public var schemaURL: String
        public var type: String
        public var idKeys: [String]
        public var descriptionKeys: [String]

        public init(schemaURL: String = "", type: String = "", idKeys: [String] = [], descriptionKeys: [String] = []) {
            self.schemaURL = schemaURL
            self.type = type
            self.idKeys = idKeys
            self.descriptionKeys = descriptionKeys
        }
    }

    /// The library or module that made a record.
    public struct Scope: Sendable, Hashable {
        public var name: String
        public var version: String
        public var attributes: [KeyValue]
        public var droppedAttributesCount: UInt32

        public init(name: String = "", version: String = "", attributes: [KeyValue] = [], droppedAttributesCount: UInt32 = 0) {
            self.name = name
            self.version = version
            self.attributes = attributes
            self.droppedAttributesCount = droppedAttributesCount
        }
    }
}
