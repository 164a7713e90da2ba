import GlueJSON

/// A JSON Schema in the subset that Gemini reads.
///
/// References are replaced by what they refer to, alternatives with null by `nullable`; keywords beyond the subset are left out.
///
/// Source: Gemini API reference, "Schema".
enum GeminiSchema {
    private static let kept: Set<String> = [
        "format", "title", "description", "nullable", "maxItems", "minItems", "required", "minProperties", "maxProperties",
        "minLength", "maxLength", "pattern", "example", "propertyOrdering", "default", "minimum", "maximum",
    ]

    static func convert(_ schema: JSONValue) -> JSONValue {
        let definitions = schema["$defs"] ?? schema["definitions"]
        return convert(schema, definitions, depth: 0)
    }

    /// How far schemas may stand within each other: a schema that refers to itself has no end.
    private static let deepest = 16

    private static func convert(_ schema: JSONValue, _ definitions: JSONValue?, depth: Int) -> JSONValue {
        guard depth < deepest, let object = schema.object else { return ["type": "object"] }
        if let name = object["$ref"]?.string?.split(separator: "/").last, let target = definitions?[String(name)] {
            return convert(target, definitions, depth: depth + 1)
        }
        var result: JSONObject = [:]
        func inner(_ schema: JSONValue) -> JSONValue { convert(schema, definitions, depth: depth + 1) }
        for (key, value) in object {
            switch key {
            case "type": setType(value, &result)
            case "properties":
                result[key] = .object(JSONObject((value.object ?? [:]).map { ($0.key, inner($0.value)) }))
            case "items", "prefixItems": result["items"] = inner(value[0] ?? value)
            case "anyOf", "oneOf":
                let all = value.array ?? []
                let others = all.filter { $0["type"]?.string != "null" }
                if others.count < all.count { result["nullable"] = true }
                if others.count == 1, let only = inner(others[0]).object {
                    result.merge(only)
                } else {
                    result["anyOf"] = .array(others.map(inner))
                }
            // Only texts can be listed.
            case "enum" where value.array?.allSatisfy({ $0.string != nil }) == true: result[key] = value
            case "const" where value.string != nil: result["enum"] = [value]
            default: if kept.contains(key) { result[key] = value }
            }
        }
        if result["enum"] != nil, result["type"] == nil { result["type"] = "string" }
        return .object(result)
    }

    private static func setType(_ type: JSONValue, _ result: inout JSONObject) {
        guard let types = type.array else { return result["type"] = type }
        let others = types.filter { $0.string != "null" }
        if others.count < types.count { result["nullable"] = true }
        if others.count == 1 { result["type"] = others[0] } else { result["anyOf"] = .array(others.map { ["type": $0] }) }
    }
}
