public import GlueJSON

extension JSONSchema {
    /// An object with these properties, in this order, and no others.
    ///
    /// ```swift
    /// JSONSchema.object(
    ///     ["city": .string("The city's name"), "days": .integer("How far to look ahead")],
    ///     required: ["city"]
    /// )
    /// ```
    /// - Parameter required: Nil for all of them.
    public static func object(
        _ properties: KeyValuePairs<String, JSONSchema>,
        required: [String]? = nil,
        description: String? = nil
    ) -> JSONSchema {
        make(
            "object",
            description,
            [
                "properties": .object(JSONObject(properties.map { ($0.key, $0.value.value) })),
                "required": .array((required ?? properties.map(\.key)).map(JSONValue.string)),
                "additionalProperties": false,
            ]
        )
    }

    public static func string(_ description: String? = nil) -> JSONSchema { make("string", description) }
    public static func integer(_ description: String? = nil) -> JSONSchema { make("integer", description) }
    public static func number(_ description: String? = nil) -> JSONSchema { make("number", description) }
    public static func boolean(_ description: String? = nil) -> JSONSchema { make("boolean", description) }

    public static func array(of element: JSONSchema, _ description: String? = nil) -> JSONSchema {
        make("array", description, ["items": element.value])
    }

    /// An object whose members have any names and values of one form.
    public static func dictionary(of value: JSONSchema, _ description: String? = nil) -> JSONSchema {
        make("object", description, ["additionalProperties": value.value])
    }

    /// One of these texts.
    public static func enumeration(_ values: [String], _ description: String? = nil) -> JSONSchema {
        make("string", description, ["enum": .array(values.map(JSONValue.string))])
    }

    /// One of these numbers.
    public static func enumeration(_ values: [some BinaryInteger], _ description: String? = nil) -> JSONSchema {
        make("integer", description, ["enum": .array(values.map { .integer(Int64(clamping: $0)) })])
    }

    /// A value that fits one of these schemas or several.
    public static func anyOf(_ schemas: [JSONSchema], _ description: String? = nil) -> JSONSchema {
        let schema = JSONSchema(["anyOf": .array(schemas.map(\.value))])
        return description.map(schema.described) ?? schema
    }

    /// This value alone.
    public static func constant(_ value: JSONValue, _ description: String? = nil) -> JSONSchema {
        var object: JSONObject = [:]
        if let type = value.schemaType { object["type"] = .string(type) }
        object["const"] = value
        let schema = JSONSchema(.object(object))
        return description.map(schema.described) ?? schema
    }

    /// What stands under a name in the root's `$defs`.
    public static func reference(to name: String) -> JSONSchema {
        let escaped = name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
            .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
        return JSONSchema(["$ref": .string("#/$defs/\(escaped)")])
    }

    /// The same with a description, which replaces the one that it has.
    public func described(_ description: String) -> JSONSchema { setting("description", .string(description)) }

    /// The same, and null beside it.
    public var nullable: JSONSchema { JSONSchema(value.acceptingNull) }

    /// The same with a keyword set.
    func setting(_ keyword: String, _ value: JSONValue) -> JSONSchema {
        // A schema that accepts everything may be written as `true`.
        var object = self.value.object ?? [:]
        object[keyword] = value
        return JSONSchema(.object(object))
    }

    private static func make(_ type: String, _ description: String?, _ members: JSONObject = [:]) -> JSONSchema {
        var object: JSONObject = ["type": .string(type)]
        if let description { object["description"] = .string(description) }
        for member in members { object[member.key] = member.value }
        return JSONSchema(.object(object))
    }
}

extension JSONValue {
    /// The value's type in the words of JSON Schema; nil for a number that has no form in JSON.
    var schemaType: String? {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number(let number): number.isFinite ? "number" : nil
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// A schema, and null beside what it accepts; what accepts null visibly stays as it is.
    var acceptingNull: JSONValue {
        guard case .object(var schema) = self else { return self }
        if let branches = schema["anyOf"]?.array, schema["type"] == nil, schema["$ref"] == nil {
            if !branches.contains(where: { $0["type"] == "null" }) { schema["anyOf"] = .array(branches + [["type": "null"]]) }
            return .object(schema)
        }
        let types = schema["type"]?.array ?? schema["type"].map { [$0] }
        guard let types, schema["const"] == nil else {
            // Only a further branch can be added to a reference or a constant; the description is of the whole.
            guard !schema.isEmpty else { return self }
            let description = schema["description"]
            schema["description"] = nil
            var whole: JSONObject = ["anyOf": [.object(schema), ["type": "null"]]]
            whole["description"] = description
            return .object(whole)
        }
        if !types.contains("null") { schema["type"] = .array(types + ["null"]) }
        if let values = schema["enum"]?.array, !values.contains(.null) { schema["enum"] = .array(values + [.null]) }
        return .object(schema)
    }
}
