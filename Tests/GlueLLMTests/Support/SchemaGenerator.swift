import GlueJSON
import GlueTestSupport

/// Small schemas and values of the same few names and numbers, so that they often fit each other.
struct SchemaGenerator {
    private var randomness: SplitMix

    init(seed: UInt64) { randomness = SplitMix(seed: seed) }

    mutating func document() -> JSONValue {
        guard case .object(var schema) = schema(depth: 3) else { return true }
        schema["$defs"] = ["A": self.schema(depth: 0), "B": ["type": "array", "items": ["$ref": "#/$defs/A"]]]
        return .object(schema)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &randomness) {
        case 0: .null
        case 1: .bool(flip())
        case 2, 3: pick([0, 1, 2, 3, 1.0, 2.5, -1])
        case 4, 5: text()
        case 6, 7: .array((0..<Int.random(in: 0...3, using: &randomness)).map { _ in value(depth: depth - 1) })
        default: .object(JSONObject(names().map { ($0, value(depth: depth - 1)) }))
        }
    }

    private mutating func schema(depth: Int) -> JSONValue {
        var schema: JSONObject = [:]
        if flip() {
            let type: JSONValue = pick(["null", "boolean", "integer", "number", "string", "array", "object"])
            schema["type"] = flip() ? type : [type, "object"]
        }
        for _ in 0..<Int.random(in: 0...2, using: &randomness) { keyword(&schema, depth: depth) }
        return .object(schema)
    }

    private mutating func keyword(_ schema: inout JSONObject, depth: Int) {
        let small = JSONValue.integer(Int64.random(in: 0...3, using: &randomness))
        switch Int.random(in: 0..<(depth > 0 ? 27 : 13), using: &randomness) {
        case 0: schema["const"] = value(depth: 1)
        case 1: schema["enum"] = [value(depth: 1), value(depth: 0), value(depth: 0)]
        case 2: schema["minimum"] = small
        case 3: schema["exclusiveMaximum"] = small
        case 4: schema["multipleOf"] = pick([1, 2, 0.5])
        case 5: schema["minLength"] = small
        case 6: schema["maxLength"] = small
        case 7: schema["pattern"] = pick(["^a", "b$", "[ab]{2}", "\\d"])
        case 8: schema["minItems"] = small
        case 9: schema["uniqueItems"] = true
        case 10: schema["required"] = .array(names().map(JSONValue.string))
        case 11: schema["minProperties"] = small
        case 12: schema["dependentRequired"] = ["a": .array(names().map(JSONValue.string))]
        case 13, 14: schema["properties"] = .object(JSONObject(names().map { ($0, self.schema(depth: depth - 1)) }))
        case 15: schema["additionalProperties"] = flip() ? false : self.schema(depth: depth - 1)
        case 16: schema["patternProperties"] = ["[bc]": self.schema(depth: depth - 1)]
        case 17: schema["propertyNames"] = self.schema(depth: 0)
        case 18: schema["items"] = flip() ? false : self.schema(depth: depth - 1)
        case 19: schema["prefixItems"] = [self.schema(depth: depth - 1), self.schema(depth: depth - 1)]
        case 20:
            schema["contains"] = self.schema(depth: depth - 1)
            if flip() { schema["maxContains"] = small }
        case 21: schema["anyOf"] = [self.schema(depth: depth - 1), self.schema(depth: depth - 1)]
        case 22: schema["oneOf"] = [self.schema(depth: depth - 1), self.schema(depth: depth - 1)]
        case 23: schema["allOf"] = [self.schema(depth: depth - 1), self.schema(depth: depth - 1)]
        case 24: schema["not"] = self.schema(depth: depth - 1)
        case 25:
            schema["if"] = self.schema(depth: depth - 1)
            schema["then"] = self.schema(depth: depth - 1)
            schema["else"] = self.schema(depth: depth - 1)
        default: schema["$ref"] = pick(["#/$defs/A", "#/$defs/B"])
        }
    }

    private mutating func names() -> [String] { ["a", "b", "c"].filter { _ in flip() } }
    private mutating func text() -> JSONValue { pick(["", "a", "b", "ab", "a1", "😀b"]) }
    private mutating func flip() -> Bool { Bool.random(using: &randomness) }
    private mutating func pick(_ choice: [JSONValue]) -> JSONValue { choice.randomElement(using: &randomness) ?? .null }

    /// A schema of records, lists and references, as people write them for answers.
    mutating func record() -> JSONValue {
        guard case .object(var schema) = record(depth: 3) else { return [:] }
        schema["$defs"] = ["A": record(depth: 1), "B": ["enum": ["x", "y"], "type": "string"]]
        return .object(schema)
    }

    private mutating func record(depth: Int) -> JSONValue {
        let names = names() + ["d"]
        var schema: JSONObject = ["type": "object", "properties": .object(JSONObject(names.map { ($0, part(depth: depth - 1)) }))]
        if flip() { schema["required"] = .array(names.filter { _ in flip() }.map(JSONValue.string)) }
        if flip() { schema["additionalProperties"] = .bool(flip()) }
        return .object(schema)
    }

    private mutating func part(depth: Int) -> JSONValue {
        var part: JSONObject
        switch Int.random(in: 0..<(depth > 0 ? 8 : 4), using: &randomness) {
        case 0: part = ["type": "string", "default": "x"]
        case 1: part = ["type": ["integer", "null"], "minimum": 0, "default": .null]
        case 2: part = ["$ref": flip() ? "#/$defs/A" : "#/$defs/B"]
        case 3: part = ["const": 1]
        case 4: return record(depth: depth)
        case 5: part = ["type": "array", "items": self.part(depth: depth - 1)]
        case 6: part = ["anyOf": [self.part(depth: depth - 1), ["type": "null"]]]
        default: part = [flip() ? "oneOf" : "allOf": [self.part(depth: depth - 1)]]
        }
        if flip() { part["description"] = "What it is" }
        return .object(part)
    }
}
