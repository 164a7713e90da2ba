import GlueJSON

/// The definitions of a schema that is being put together from types.
///
/// A type stands where it is used, as long as it does not contain itself: not every provider follows references. A type
/// that does is defined once under `$defs`.
public struct SchemaDefinitions: Sendable {
    private var schemas: JSONObject = [:]
    private var names: [ObjectIdentifier: String] = [:]
    /// The types that are being described right now.
    private var open: Set<ObjectIdentifier> = []
    private var recursive: Set<ObjectIdentifier> = []

    public init() {}

    /// The complete schema of a type.
    public static func schema<Value: Generable>(of type: Value.Type) -> JSONSchema {
        var definitions = SchemaDefinitions()
        let schema = type.schema(in: &definitions)
        return definitions.complete(schema)
    }

    /// A schema made complete by the definitions that it refers to.
    func complete(_ schema: JSONSchema) -> JSONSchema {
        guard !schemas.isEmpty else { return schema }
        var root = schema.value.object ?? [:]
        // Providers want an object at the root and no reference to one.
        if let reference = root["$ref"]?.string,
            let name = names.values.first(where: { JSONSchema.reference(to: $0).value["$ref"]?.string == reference }),
            let definition = schemas[name]?.object
        {
            root["$ref"] = nil
            root = JSONObject(definition.map { ($0.key, $0.value) } + root.map { ($0.key, $0.value) })
        }
        root["$defs"] = .object(schemas)
        return JSONSchema(.object(root))
    }

    /// Describes a type once; within itself it is a reference.
    public mutating func schema<Value>(of type: Value.Type, _ build: (inout SchemaDefinitions) -> JSONSchema) -> JSONSchema {
        let id = ObjectIdentifier(type)
        if open.contains(id) { recursive.insert(id) }
        if let name = names[id] { return .reference(to: name) }
        let name = freeName(for: "\(type)")
        names[id] = name
        open.insert(id)
        let schema = build(&self)
        open.remove(id)
        guard recursive.contains(id) else {
            names[id] = nil
            return schema
        }
        schemas[name] = schema.value
        return .reference(to: name)
    }

    /// Takes in a schema that stands by itself: its definitions move here, under other names where theirs are taken.
    mutating func adopting<Value>(_ schema: JSONSchema, of type: Value.Type) -> JSONSchema {
        guard schema.value["$defs"] != nil || schema.value.refers(to: "#") else { return schema }
        return self.schema(of: type) { definitions in
            var names: [String: String] = [:]
            let own = schema.value["$defs"]?.object ?? [:]
            for definition in own {
                let name = definitions.freeName(for: definition.key)
                names["#/$defs/\(definition.key)"] = name
                definitions.schemas[name] = true
            }
            if schema.value.refers(to: "#") {
                definitions.recursive.insert(ObjectIdentifier(type))
                names["#"] = definitions.names[ObjectIdentifier(type)]
            }
            for definition in own {
                guard let name = names["#/$defs/\(definition.key)"] else { continue }
                definitions.schemas[name] = definition.value.renaming(names)
            }
            var root = schema.value.object ?? [:]
            root["$defs"] = nil
            return JSONSchema(JSONValue.object(root).renaming(names))
        }
    }

    private func freeName(for text: String) -> String {
        let name = JSONSchema.name(from: text)
        let taken = Set(names.values).union(schemas.keys)
        guard taken.contains(name) else { return name }
        return (2...).lazy.map { "\(name)_\($0)" }.first { !taken.contains($0) } ?? name
    }
}

extension JSONValue {
    /// Whether a schema has this reference anywhere within.
    fileprivate func refers(to reference: String) -> Bool {
        switch self {
        case .array(let elements): elements.contains { $0.refers(to: reference) }
        case .object(let object): object["$ref"] == .string(reference) || object.contains { $0.value.refers(to: reference) }
        default: false
        }
    }

    /// The schema with its references going to other names.
    fileprivate func renaming(_ names: [String: String]) -> JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map { $0.renaming(names) })
        case .object(let object):
            return .object(
                JSONObject(
                    object.map { member in
                        guard member.key == "$ref", let name = member.value.string.flatMap({ names[$0] }) else {
                            return (member.key, member.value.renaming(names))
                        }
                        return ("$ref", JSONSchema.reference(to: name).value["$ref"] ?? member.value)
                    }
                )
            )
        default: return self
        }
    }
}
