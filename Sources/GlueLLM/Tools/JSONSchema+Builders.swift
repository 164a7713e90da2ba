import GlueJSON

extension JSONSchema {
    /// An object with these properties, in this order.
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

    /// One of these texts.
    public static func enumeration(_ values: [String], _ description: String? = nil) -> JSONSchema {
        make("string", description, ["enum": .array(values.map(JSONValue.string))])
    }

    private static func make(_ type: String, _ description: String?, _ members: JSONObject = [:]) -> JSONSchema {
        var object: JSONObject = ["type": .string(type)]
        if let description { object["description"] = .string(description) }
        for member in members { object[member.key] = member.value }
        return JSONSchema(.object(object))
    }
}
