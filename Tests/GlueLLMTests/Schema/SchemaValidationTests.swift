import GlueJSON
import GlueLLM
import Testing

@Suite("Validation against a schema")
struct SchemaValidationTests {
    private func violations(_ value: JSONValue, _ schema: JSONValue) -> [String] {
        JSONSchema(schema).validate(value).map(\.description)
    }

    @Test(
        "Each keyword says where, what was expected and what stood there",
        arguments: [
            (["type": "string"], 3, "$: expected a string, found 3"),
            (["type": "integer"], 1.5, "$: expected a whole number, found 1.5"),
            (["type": ["integer", "null"]], "x", "$: expected a whole number or null, found \"x\""),
            (["const": "circle"], "square", "$: expected \"circle\", found \"square\""),
            (["enum": ["a", 1]], "b", "$: expected one of \"a\", 1, found \"b\""),
            (["minimum": 1], 0, "$: expected a number of at least 1, found 0"),
            (["maximum": 1.5], 2, "$: expected a number of at most 1.5, found 2"),
            (["exclusiveMinimum": 0], 0, "$: expected a number above 0, found 0"),
            (["exclusiveMaximum": 0], 0, "$: expected a number below 0, found 0"),
            (["multipleOf": 5], 12, "$: expected a multiple of 5, found 12"),
            (["minLength": 3], "ab", "$: expected a string of at least 3 characters, found one of 2"),
            (["maxLength": 1], "ab", "$: expected a string of at most 1 characters, found one of 2"),
            (["pattern": "^[0-9]+$"], "x1", "$: expected a string that matches ^[0-9]+$, found \"x1\""),
            (["format": "date"], "2026-02-30", "$: expected a date such as 2026-01-31, found \"2026-02-30\""),
            (["minItems": 2], [1], "$: expected an array of at least 2, found one of 1"),
            (["maxItems": 0], [1], "$: expected an array of at most 0, found one of 1"),
            (["uniqueItems": true], [1, 2, 1.0], "$[2]: expected a value that is not there before, found 1.0"),
            (["items": ["type": "string"]], ["a", 1], "$[1]: expected a string, found 1"),
            (["prefixItems": [["type": "string"]], "items": false], ["a", 1], "$[1]: expected nothing here, found 1"),
            (["contains": ["type": "string"]], [1], "$: expected at least 1 elements that are a string, found 0"),
            (["required": ["a"]], [:], "$.a: expected a value, found nothing"),
            (
                ["required": ["a"], "properties": ["a": ["type": "number"]]], [:],
                "$.a: expected a number, found nothing"
            ),
            (
                ["properties": ["a": true], "additionalProperties": false], ["a": 1, "b": 2],
                "$: expected no members but a, found \"b\""
            ),
            (["additionalProperties": ["type": "integer"]], ["odd name": "x"], "$['odd name']: expected a whole number, found \"x\""),
            (["patternProperties": ["^n": ["type": "integer"]]], ["n1": "x"], "$.n1: expected a whole number, found \"x\""),
            (["propertyNames": ["maxLength": 1]], ["ab": 1], "$: expected a name that is a string of at most 1 characters, found one of 2"),
            (["minProperties": 1], [:], "$: expected an object of at least 1 members, found one of 0"),
            (["maxProperties": 0], ["a": 1], "$: expected an object of at most 0 members, found one of 1"),
            (["dependentRequired": ["a": ["b"]]], ["a": 1], "$.b: expected a value, found nothing"),
            (["allOf": [["type": "integer"], ["minimum": 3]]], 2, "$: expected a number of at least 3, found 2"),
            (["anyOf": [["type": "integer"], ["type": "null"]]], "x", "$: expected a whole number or null, found \"x\""),
            (
                ["oneOf": [["type": "integer"], ["minimum": 3]]], 4,
                "$: expected a value of exactly one of its forms, found one that fits 2 of them"
            ),
            (["not": ["type": "string"]], "x", "$: expected anything but a string, found \"x\""),
            (["if": ["minimum": 10], "then": ["multipleOf": 10]], 11, "$: expected a multiple of 10, found 11"),
            (["if": ["minimum": 10], "else": ["multipleOf": 2]], 3, "$: expected a multiple of 2, found 3"),
            (["$ref": "#/$defs/None"], 1, "$: expected a form that the schema does not define (#/$defs/None), found 1"),
            (["$ref": "#"], 1, "$: expected a form that the schema does not define (#), found 1"),
            (false, 1, "$: expected nothing here, found 1"),
        ] as [(JSONValue, JSONValue, String)]
    )
    func keywords(schema: JSONValue, value: JSONValue, violation: String) {
        #expect(violations(value, schema) == [violation])
    }

    @Test(
        "What fits leaves nothing to say",
        arguments: [
            (true, 1), ([:], [1, ["a": .null]]), (["type": "integer"], 3.0), (["type": "number"], 3), (["const": 1], 1.0),
            (["enum": [["a": 1]]], ["a": 1.0]), (["type": "string", "nullable": true], .null), (["multipleOf": 0.1], 0.3),
            (["minimum": 9_007_199_254_740_993], 9_007_199_254_740_993), (["maxLength": 1], "😀"), (["pattern": "b"], "abc"),
            (["pattern": "(?<unknown"], "anything"), (["format": "hostname"], "not checked"), (["format": "date"], 3),
            (["format": "date-time"], "2024-02-29T23:59:60.5+01:00"), (["format": "time"], "00:00:00Z"),
            (["format": "uuid"], "123E4567-e89b-12d3-a456-426614174000"), (["format": "email"], "a.b+c@mail.example.org"),
            (["oneOf": [["type": "integer"], ["type": "string"]]], "x"), (["contains": ["const": 1], "minContains": 0], []),
            (["$ref": "#/$defs/a~1b%20c", "$defs": ["a/b c": ["type": "integer"]]], 1),
        ] as [(JSONValue, JSONValue)]
    )
    func fitting(schema: JSONValue, value: JSONValue) {
        #expect(violations(value, schema).isEmpty)
    }

    @Test(
        "Formats are checked to the letter",
        arguments: [
            ("date-time", "2026-01-01"), ("date-time", "2026-01-01T24:00:00Z"), ("date-time", "2026-01-01T00:00:00"),
            ("date-time", "2026-01-01T00:00:00.Z"), ("date-time", "2026-01-01T00:00:00+24:00"), ("date", "2023-02-29"),
            ("date", "1900-02-29"), ("date", "2026-1-1"), ("time", "12:60:00Z"), ("uuid", "123e4567e89b12d3a456426614174000"),
            ("uuid", "123e4567-e89b-12d3-a456-42661417400g"), ("email", "nobody"), ("email", "a b@example.org"),
            ("email", "@example.org"), ("email", "a@"), ("email", "a@-b.org"), ("email", "a@b..org"), ("email", "a@b@c.org"),
        ]
    )
    func formats(format: String, text: String) {
        #expect(violations(.string(text), ["format": .string(format)]).count == 1)
    }

    static let order: JSONValue = [
        "type": "object",
        "properties": ["items": ["type": "array", "items": ["$ref": "#/$defs/Item"]], "parent": ["$ref": "#"]],
        "required": ["items"],
        "$defs": ["Item": ["type": "object", "properties": ["price": ["type": "number"]], "required": ["price"]]],
    ]

    @Test("A violation deep in a recursive value has the whole path")
    func paths() {
        let value: JSONValue = ["items": [], "parent": ["items": [["price": 1], ["price": 2], ["price": "3 €"], [:]]]]
        #expect(
            violations(value, Self.order) == [
                "$.parent.items[2].price: expected a number, found \"3 €\"",
                "$.parent.items[3].price: expected a number, found nothing",
            ]
        )
    }

    @Test("Of tagged alternatives the one with the value's tag is reported; of a nullable one the other")
    func alternatives() {
        let shape: JSONValue = [
            "anyOf": [
                [
                    "type": "object", "properties": ["type": ["const": "circle"], "radius": ["type": "number"]],
                    "required": ["type", "radius"],
                ],
                [
                    "type": "object", "properties": ["type": ["const": "square"], "side": ["type": "number"]],
                    "required": ["type", "side"],
                ],
                ["type": "null"],
            ]
        ]
        #expect(violations(["type": "square", "side": "x"], shape) == ["$.side: expected a number, found \"x\""])
        #expect(violations(["type": "circle"], shape) == ["$.radius: expected a number, found nothing"])
        #expect(violations(["type": "line"], shape) == ["$: expected an object or null, found an object of 1 members"])
        #expect(violations(3, shape) == ["$: expected an object or null, found 3"])
    }

    @Test("Long content is told by its size, and the form without content says nothing that the answer said")
    func content() throws {
        let secret = String(repeating: "secret ", count: 100)
        let schema = JSONSchema(["additionalProperties": ["type": "object", "properties": ["n": ["type": "integer"]]]])
        let violation = try #require(schema.validate([secret: ["n": .string(secret)]]).first)
        #expect(violation.found == "a string of 700 characters")
        #expect(violation.description.utf8.count < 200)
        #expect(violation.withoutContent == "$[*].n: expected a whole number")
    }

    @Test("A null counts as left out only where asked for, and only where the property may be left out")
    func nullIsAbsent() {
        let schema = JSONSchema.object(["a": .string(), "b": .integer()], required: ["a"])
        #expect(schema.validate(["a": "x", "b": .null], nullIsAbsent: true).isEmpty)
        #expect(schema.validate(["a": "x", "b": .null]).map(\.description) == ["$.b: expected a whole number, found null"])
        #expect(schema.validate(["a": .null], nullIsAbsent: true).map(\.description) == ["$.a: expected a string, found null"])
        #expect(schema.validate(["a": "x", "b": "y"], nullIsAbsent: true).count == 1)
    }

    @Test("An enumeration of hundreds is cut in the message")
    func longChoice() throws {
        let schema = JSONSchema.enumeration((0..<300).map { "value \($0)" })
        let violation = try #require(schema.validate("x").first)
        #expect(violation.expected.hasSuffix("\"value 11\", … (300 in all)"))
    }

    @Test("A schema that only refers to itself, many times over, comes to an end")
    func loops() {
        let branch: JSONValue = ["anyOf": [["$ref": "#/$defs/A"], ["$ref": "#/$defs/B"]]]
        let schema: JSONValue = [
            "anyOf": [["$ref": "#"], ["$ref": "#"], ["$ref": "#/$defs/A"]], "$defs": ["A": branch, "B": ["allOf": [branch, branch]]],
        ]
        #expect(violations(1, schema).count == 1)
        // Through a value it may go on as long as there is more of the value.
        let list: JSONValue = ["type": "array", "items": ["$ref": "#"]]
        #expect(violations([[[], []]], list).isEmpty)
        #expect(violations([[[], [1]]], list) == ["$[0][1][0]: expected an array, found 1"])
    }
}
