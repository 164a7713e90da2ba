import GlueJSON
import GlueLLM
import Testing

@Suite("Schemas in strict form")
struct StrictSchemaTests {
    @Test("D09: all properties are required, records are closed, maps keep their values, also in $defs")
    func strict() {
        let schema = JSONSchema([
            "type": "object",
            "properties": [
                "i": ["$ref": "#/$defs/In"],
                "d": ["type": "object", "additionalProperties": ["type": "integer"]],
                "l": ["type": "array", "items": ["$ref": "#/$defs/In"]],
            ],
            "required": ["i"],
            "$defs": [
                "In": ["type": "object", "properties": ["x": ["type": "integer"]], "required": ["x"], "additionalProperties": true]
            ],
        ])
        let strict = schema.strict()
        let expected: JSONValue = [
            "type": "object",
            "properties": [
                "i": ["$ref": "#/$defs/In"],
                "d": ["type": ["object", "null"], "additionalProperties": ["type": "integer"], "required": []],
                "l": ["type": ["array", "null"], "items": ["$ref": "#/$defs/In"]],
            ],
            "required": ["i", "d", "l"],
            "$defs": [
                "In": ["type": "object", "properties": ["x": ["type": "integer"]], "required": ["x"], "additionalProperties": false]
            ],
            "additionalProperties": false,
        ]
        #expect(strict.schema.value == expected)
        #expect(strict.obstacles == ["#/properties/d: a map of any names cannot be held strictly"])
        #expect(!strict.isStrict)
    }

    @Test(
        "What was optional may be null, in whatever way it was written",
        arguments: [
            (["type": "string"], ["type": ["string", "null"]]),
            (["type": ["string", "null"]], ["type": ["string", "null"]]),
            (["type": "string", "enum": ["a"]], ["type": ["string", "null"], "enum": ["a", .null]]),
            (["const": 1], ["anyOf": [["const": 1], ["type": "null"]]]),
            (["$ref": "#", "description": "d"], ["anyOf": [["$ref": "#"], ["type": "null"]], "description": "d"]),
            (["$ref": "#"], ["anyOf": [["$ref": "#"], ["type": "null"]]]),
            (["oneOf": [["type": "string"]]], ["anyOf": [["type": "string"], ["type": "null"]]]),
            (["anyOf": [["type": "string"], ["type": "null"]]], ["anyOf": [["type": "string"], ["type": "null"]]]),
            (["type": "integer", "default": 3, "required": false], ["type": ["integer", "null"]]),
        ] as [(JSONValue, JSONValue)]
    )
    func optional(property: JSONValue, strict: JSONValue) {
        let schema = JSONSchema(["type": "object", "properties": ["p": property]])
        #expect(schema.strict().schema.value["properties"]?["p"] == strict)
        #expect(schema.strict().isStrict)
    }

    @Test(
        "What cannot be held strictly is reported with its place",
        arguments: [
            (["type": "array", "items": ["type": "string"]], "#: the root must be an object"),
            (["type": "object"], "#: an object must name its properties"),
            (["type": "object", "properties": ["a": [:]], "required": ["a"]], "#/properties/a: a schema must say what it accepts"),
            (["type": "object", "properties": ["a": true], "required": ["a"]], "#/properties/a: a schema must say what it accepts"),
            (
                ["type": "object", "properties": [:], "$defs": ["A": ["type": "array", "uniqueItems": true]]],
                "#/$defs/A: uniqueItems cannot be held strictly"
            ),
        ] as [(JSONValue, String)]
    )
    func obstacles(schema: JSONValue, obstacle: String) {
        #expect(JSONSchema(schema).strict().obstacles == [obstacle])
    }

    @Test("Answers in strict form fit the original")
    func original() {
        let schema = JSONSchema.object(["a": .string(), "b": .array(of: .integer())], required: ["a"])
        let answer: JSONValue = ["a": "x", "b": .null]
        #expect(schema.strict().schema.validate(answer).isEmpty)
        #expect(schema.validate(answer, nullIsAbsent: true).isEmpty)
    }

    @Test(
        "Names are what providers take",
        arguments: [
            ("Box<Int>", "Box_Int"), ("Box[int]", "Box_int"), ("Order.Item", "Order_Item"), ("  ", "Schema"), ("", "Schema"),
            ("naïve-name_1", "na_ve-name_1"), ("__a__", "a"), (String(repeating: "x", count: 99), String(repeating: "x", count: 64)),
            (String(repeating: "x", count: 63) + "_yz", String(repeating: "x", count: 63)),
        ]
    )
    func names(text: String, name: String) {
        #expect(JSONSchema.name(from: text) == name)
    }
}
