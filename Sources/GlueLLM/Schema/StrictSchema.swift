import GlueJSON

/// A schema in the form to which providers hold a model while it writes.
public struct StrictSchema: Sendable, Hashable {
    public var schema: JSONSchema
    /// Why a provider may refuse it all the same, each with the place in the schema; empty where nothing is in the way.
    ///
    /// A schema with obstacles is to be sent as a hint (``OutputSchema/strict`` false): the answer is validated in any case.
    public var obstacles: [String]

    public var isStrict: Bool { obstacles.isEmpty }
}

extension JSONSchema {
    /// The schema in strict form: every property is required, objects take no further members, and what was optional may be null.
    ///
    /// Typed maps keep the form of their values, `oneOf` and an `allOf` of one become `anyOf`, `default` goes, a reference stands alone; this
    /// holds for every schema within, `$defs` included. Answers in strict form fit the original where a null counts as left
    /// out: see ``validate(_:nullIsAbsent:)``.
    ///
    /// Source: OpenAI API guide, "Structured Outputs", supported schemas.
    public func strict() -> StrictSchema {
        var writer = StrictSchemaWriter()
        let strict = writer.strict(value, "#")
        if strict["type"] != "object" || strict["anyOf"] != nil { writer.obstacles.append("#: the root must be an object") }
        return StrictSchema(schema: JSONSchema(strict), obstacles: writer.obstacles)
    }
}

/// Rewrites a schema and notes what cannot be held strictly.
private struct StrictSchemaWriter {
    var obstacles: [String] = []

    /// What providers do not hold a model to.
    private static let refused = [
        "oneOf", "allOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties", "propertyNames",
        "minProperties", "maxProperties", "uniqueItems", "contains", "prefixItems", "unevaluatedProperties", "unevaluatedItems",
    ]

    mutating func strict(_ schema: JSONValue, _ place: String) -> JSONValue {
        guard case .object(var object) = schema else {
            obstacles.append("\(place): a schema must say what it accepts")
            return schema
        }
        object["default"] = nil
        // Some libraries write draft 3, where each property says of itself whether it is required.
        if object["required"]?.bool != nil { object["required"] = nil }
        object = unions(object)
        for keyword in Self.refused where object[keyword] != nil { obstacles.append("\(place): \(keyword) cannot be held strictly") }
        if object["type"] == nil, !["$ref", "anyOf", "enum", "const", "allOf", "oneOf"].contains(where: { object[$0] != nil }) {
            obstacles.append("\(place): a schema must say what it accepts")
        }
        properties(&object, place)
        parts(&object, place)
        return .object(standingAlone(object))
    }

    /// `oneOf`, and an `allOf` of one schema, as the `anyOf` that providers know. Where both stand, one remains and is refused.
    private func unions(_ object: JSONObject) -> JSONObject {
        let renamed = object["oneOf"] != nil ? "oneOf" : object["allOf"]?.array?.count == 1 ? "allOf" : nil
        guard let renamed, object["anyOf"] == nil else { return object }
        return JSONObject(object.map { ($0.key == renamed ? "anyOf" : $0.key, $0.value) })
    }

    private mutating func properties(_ object: inout JSONObject, _ place: String) {
        let types = object["type"]?.array ?? object["type"].map { [$0] } ?? []
        guard types.contains("object") || object["properties"] != nil else { return }
        let required = object["required"]?.array ?? []
        let properties = object["properties"]?.object ?? [:]
        var strictProperties: JSONObject = [:]
        for property in properties {
            let schema = strict(property.value, "\(place)/properties/\(property.key)")
            strictProperties[property.key] = required.contains(.string(property.key)) ? schema : schema.acceptingNull
        }
        if object["properties"] != nil { object["properties"] = .object(strictProperties) }
        if case .object(let values)? = object["additionalProperties"] {
            object["additionalProperties"] = strict(.object(values), "\(place)/additionalProperties")
            obstacles.append("\(place): a map of any names cannot be held strictly")
        } else {
            if object["properties"] == nil { obstacles.append("\(place): an object must name its properties") }
            object["additionalProperties"] = false
        }
        object["required"] = .array(properties.keys.map(JSONValue.string))
    }

    private mutating func parts(_ object: inout JSONObject, _ place: String) {
        for keyword in ["$defs", "definitions"] {
            guard let schemas = object[keyword]?.object else { continue }
            object[keyword] = .object(JSONObject(schemas.map { ($0.key, strict($0.value, "\(place)/\(keyword)/\($0.key)")) }))
        }
        for keyword in ["anyOf", "oneOf", "allOf", "prefixItems"] {
            guard let schemas = object[keyword]?.array else { continue }
            object[keyword] = .array(schemas.enumerated().map { strict($0.element, "\(place)/\(keyword)/\($0.offset)") })
        }
        // A boolean says that any elements may follow `prefixItems`, or none.
        if let items = object["items"], items.bool == nil { object["items"] = strict(items, "\(place)/items") }
    }

    /// A reference stands alone; what is said beside it is said of a choice that has it alone.
    private func standingAlone(_ object: JSONObject) -> JSONObject {
        guard let reference = object["$ref"], object.count > 1 else { return object }
        guard object["anyOf"] == nil else { return object }
        return JSONObject(object.map { $0.key == "$ref" ? ("anyOf", [["$ref": reference]]) : ($0.key, $0.value) })
    }
}
