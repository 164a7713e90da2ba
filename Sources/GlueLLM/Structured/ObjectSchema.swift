import GlueJSON

/// An object's schema that grows property by property: what `@Generable` and `@Tool` write.
///
/// ```swift
/// static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema {
///     definitions.object(Self.self, description: "Where somebody lives") { object in
///         object.property("city", String.self, description: "Without the country")
///         object.property("rooms", Int.self, guides: [.range(1...20)], default: 3)
///     }
/// }
/// ```
/// Optional types choose the overloads of their own: those for any type are disfavoured.
public struct ObjectSchema: Sendable {
    var definitions: SchemaDefinitions
    private var properties: JSONObject = [:]
    private var required: [JSONValue] = []

    init(definitions: SchemaDefinitions) { self.definitions = definitions }

    /// A property that must be there.
    @_disfavoredOverload
    public mutating func property<Value: Generable>(
        _ name: String,
        _ type: Value.Type,
        description: String? = nil,
        guides: [GenerationGuide<Value>] = []
    ) {
        required.append(.string(name))
        add(name, Value.schema(in: &definitions), description, guides)
    }

    /// A property that may be left out.
    public mutating func property<Value: Generable>(
        _ name: String,
        _ type: Value?.Type,
        description: String? = nil,
        guides: [GenerationGuide<Value>] = []
    ) {
        add(name, Value.schema(in: &definitions), description, guides)
    }

    /// A property that may be left out and then has this value.
    @_disfavoredOverload
    public mutating func property<Value: Generable>(
        _ name: String,
        _ type: Value.Type,
        description: String? = nil,
        guides: [GenerationGuide<Value>] = [],
        default value: Value
    ) {
        add(name, Value.schema(in: &definitions), description, guides, value)
    }

    /// A property that may be left out or null, and has this value where it is left out.
    public mutating func property<Value: Generable>(
        _ name: String,
        _ type: Value?.Type,
        description: String? = nil,
        guides: [GenerationGuide<Value>] = [],
        default value: Value?
    ) {
        add(name, Value.schema(in: &definitions), description, guides, value)
    }

    /// The constant member by which the alternatives of a type are told apart.
    mutating func tag(_ name: String, _ value: String) {
        required.append(.string(name))
        properties[name] = JSONSchema.constant(.string(value)).value
    }

    private mutating func add<Value>(
        _ name: String,
        _ schema: JSONSchema,
        _ description: String?,
        _ guides: [GenerationGuide<Value>],
        _ value: (some Generable)? = String?.none
    ) {
        var schema = guides.reduce(schema) { $1.applied(to: $0) }
        if let description { schema = schema.described(description) }
        // A default that has no form in JSON cannot be told; it applies all the same.
        if let value, let json = try? JSONValue(encoding: value) { schema = schema.setting("default", json) }
        properties[name] = schema.value
    }

    func schema(description: String?) -> JSONSchema {
        var object: JSONObject = ["type": "object"]
        object["description"] = description.map(JSONValue.string)
        object["properties"] = .object(properties)
        object["required"] = .array(required)
        object["additionalProperties"] = false
        return JSONSchema(.object(object))
    }
}

extension SchemaDefinitions {
    /// The schema of a type that is an object.
    public mutating func object<Value>(
        _ type: Value.Type,
        description: String? = nil,
        _ build: (inout ObjectSchema) -> Void
    ) -> JSONSchema {
        schema(of: type) { definitions in
            var object = ObjectSchema(definitions: definitions)
            build(&object)
            definitions = object.definitions
            return object.schema(description: description)
        }
    }

    /// The schema of a type that is one of several objects, told apart by a member of the name `type`.
    public mutating func alternatives<Value>(
        _ type: Value.Type,
        description: String? = nil,
        _ build: (inout AlternativesSchema) -> Void
    ) -> JSONSchema {
        schema(of: type) { definitions in
            var alternatives = AlternativesSchema(definitions: definitions)
            build(&alternatives)
            definitions = alternatives.definitions
            return .anyOf(alternatives.schemas, description)
        }
    }
}

/// The alternatives of a type, each an object with its tag.
public struct AlternativesSchema: Sendable {
    /// The member that says which alternative a value is.
    public static let tag = "type"

    var definitions: SchemaDefinitions
    private(set) var schemas: [JSONSchema] = []

    init(definitions: SchemaDefinitions) { self.definitions = definitions }

    public mutating func alternative(_ name: String, description: String? = nil, _ build: (inout ObjectSchema) -> Void = { _ in }) {
        var object = ObjectSchema(definitions: definitions)
        object.tag(Self.tag, name)
        build(&object)
        definitions = object.definitions
        schemas.append(object.schema(description: description))
    }
}
