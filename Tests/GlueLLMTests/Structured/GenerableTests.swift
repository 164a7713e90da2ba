import GlueJSON
import Testing

@testable import GlueLLM

@Suite("Types that a model generates")
struct GenerableTests {
    /// A tree, written as the macro writes it.
    struct Node: Generable, Equatable {
        var name: String
        var children: [Node]

        static var schema: JSONSchema { SchemaDefinitions.schema(of: Self.self) }
        static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema {
            definitions.object(Self.self) { object in
                object.property("name", String.self)
                object.property("children", [Node].self)
            }
        }
    }

    /// Two types that contain each other.
    struct Person: Generable {
        var pets: [Pet]
        static var schema: JSONSchema { SchemaDefinitions.schema(of: Self.self) }
        static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema {
            definitions.object(Self.self) { $0.property("pets", [Pet].self) }
        }
    }
    final class Pet: Generable {
        let owner: Person?
        static var schema: JSONSchema { SchemaDefinitions.schema(of: Pet.self) }
        static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema {
            definitions.object(Pet.self) { $0.property("owner", Person?.self) }
        }
    }

    struct Pair: Generable {
        var left: Node
        var right: Node?
        static var schema: JSONSchema { SchemaDefinitions.schema(of: Self.self) }
        static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema {
            definitions.object(Self.self, description: "Two trees") { object in
                object.property("left", Node.self, description: "First")
                object.property("right", Node?.self)
            }
        }
    }

    /// A schema by hand that brings definitions of its own, under a name that is taken.
    struct ByHand: Generable {
        var node: JSONValue
        static var schema: JSONSchema {
            JSONSchema([
                "type": "object", "properties": ["node": ["$ref": "#/$defs/Node"], "next": ["$ref": "#"]], "required": ["node"],
                "$defs": ["Node": ["type": "integer"]],
            ])
        }
    }

    struct Both: Generable {
        var tree: Node
        var hand: ByHand
        static var schema: JSONSchema { SchemaDefinitions.schema(of: Self.self) }
        static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema {
            definitions.object(Self.self) { object in
                object.property("tree", Node.self)
                object.property("hand", ByHand.self)
            }
        }
    }

    @Test(
        "Swift's own types have the schemas that one expects",
        arguments: [
            (String.schema, #"{"type":"string"}"#), (Int.schema, #"{"type":"integer"}"#), (Int64.schema, #"{"type":"integer"}"#),
            (Int32.schema, #"{"type":"integer"}"#), (UInt.schema, #"{"type":"integer","minimum":0}"#),
            (Double.schema, #"{"type":"number"}"#),
            (Float.schema, #"{"type":"number"}"#), (Bool.schema, #"{"type":"boolean"}"#), (JSONValue.schema, "{}"),
            ([Int?].schema, #"{"type":"array","items":{"type":["integer","null"]}}"#),
            ([String: [Int]].schema, #"{"type":"object","additionalProperties":{"type":"array","items":{"type":"integer"}}}"#),
        ]
    )
    func builtIn(schema: JSONSchema, text: String) {
        #expect(schema.value.text() == text)
    }

    @Test("A type that contains itself is an object at the root and defined once below it")
    func recursive() throws {
        let node =
            ##"{"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/Node"}}},"##
            + #""required":["name","children"],"additionalProperties":false"#
        #expect(Node.schema.value.text() == node + ##","$defs":{"Node":"## + node + "}}}")
        let tree: JSONValue = ["name": "a", "children": [["name": "b", "children": []]]]
        #expect(Node.schema.validate(tree).isEmpty)
        #expect(try tree.decoded(as: Node.self) == Node(name: "a", children: [Node(name: "b", children: [])]))
        let broken: JSONValue = ["name": "a", "children": [["name": 1, "children": []]]]
        #expect(Node.schema.validate(broken).map(\.description) == ["$.children[0].name: expected a string, found 1"])
        #expect(Node.schema.strict().isStrict)
    }

    @Test("Types that contain each other, and one that is used twice, are complete")
    func mutual() {
        #expect(Person.schema.validate(["pets": [["owner": ["pets": []]], [:]]]).isEmpty)
        #expect(Person.schema.validate(["pets": [["owner": ["pets": [["owner": ["pets": 1]]]]]]]).count == 1)
        let pair = Pair.schema
        #expect(pair.value["description"] == "Two trees")
        #expect(pair.value["$defs"]?.object?.keys == ["Node"])
        #expect(pair.validate(["left": ["name": "a", "children": []]]).isEmpty)
        #expect(pair.validate(["left": ["name": "a", "children": [1]]]).map(\.path.description) == ["$.left.children[0]"])
    }

    @Test("Definitions of a schema by hand move to the whole, under another name where theirs is taken")
    func adopted() {
        let schema = Both.schema
        #expect(Set(schema.value["$defs"]?.object?.keys ?? []) == ["Node", "Node_2", "ByHand"])
        #expect(schema.validate(["tree": ["name": "a", "children": []], "hand": ["node": 1, "next": ["node": 2]]]).isEmpty)
        let wrong: JSONValue = ["tree": ["name": "a", "children": []], "hand": ["node": 1, "next": ["node": "x"]]]
        #expect(schema.validate(wrong).map(\.path.description) == ["$.hand.next.node"])
    }

    @Test("A type without recursion stands in place, without references")
    func inline() {
        #expect(
            [ByHandPlain].schema.value.text()
                == #"{"type":"array","items":{"type":"object","properties":{},"required":[],"additionalProperties":false}}"#
        )
    }
    struct ByHandPlain: Generable {
        static let schema = JSONSchema.object([:])
    }

    @Test(
        "Guides become keywords",
        arguments: [
            (GenerationGuide<Int>.range(1...10).applied(to: .integer()), #"{"type":"integer","minimum":1,"maximum":10}"#),
            (GenerationGuide<Int>.minimum(1).applied(to: .integer()), #"{"type":"integer","minimum":1}"#),
            (GenerationGuide<Int64>.maximum(1).applied(to: .integer()), #"{"type":"integer","maximum":1}"#),
            (GenerationGuide<Double>.range(0.5...1).applied(to: .number()), #"{"type":"number","minimum":0.5,"maximum":1.0}"#),
            (GenerationGuide<Double>.minimum(0).applied(to: .number()), #"{"type":"number","minimum":0.0}"#),
            (GenerationGuide<Double>.maximum(2).applied(to: .number()), #"{"type":"number","maximum":2.0}"#),
            (GenerationGuide<String>.anyOf(["a", "b"]).applied(to: .string()), #"{"type":"string","enum":["a","b"]}"#),
            (GenerationGuide<String>.constant("a").applied(to: .string()), #"{"type":"string","const":"a"}"#),
            (GenerationGuide<String>.pattern("[a-z]").applied(to: .string()), #"{"type":"string","pattern":"[a-z]"}"#),
            (GenerationGuide<String>.pattern(/[a-z]+/).applied(to: .string()), #"{"type":"string","pattern":"^(?:[a-z]+)$"}"#),
            (GenerationGuide<String>.format(.email).applied(to: .string()), #"{"type":"string","format":"email"}"#),
            (GenerationGuide<String>.length(2...4).applied(to: .string()), #"{"type":"string","minLength":2,"maxLength":4}"#),
            (
                GenerationGuide<[Int]>.count(3).applied(to: [Int].schema),
                #"{"type":"array","items":{"type":"integer"},"minItems":3,"maxItems":3}"#
            ),
            (
                GenerationGuide<[Int]>.count(1...2).applied(to: [Int].schema),
                #"{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":2}"#
            ),
            (
                GenerationGuide<[Int]>.minimumCount(3).applied(to: [Int].schema),
                #"{"type":"array","items":{"type":"integer"},"minItems":3}"#
            ),
            (
                GenerationGuide<[Int]>.maximumCount(3).applied(to: [Int].schema),
                #"{"type":"array","items":{"type":"integer"},"maxItems":3}"#
            ),
            (
                GenerationGuide<[Int]>.element(.minimum(1)).applied(to: [Int].schema),
                #"{"type":"array","items":{"type":"integer","minimum":1}}"#
            ),
        ]
    )
    func guides(schema: JSONSchema, text: String) {
        #expect(schema.value.text() == text)
    }

    @Test("A regular expression holds for the whole text")
    func wholePattern() {
        let schema = GenerationGuide<String>.pattern(/\d{2}|x/).applied(to: .string())
        #expect(schema.validate("12").isEmpty)
        #expect(schema.validate("x").isEmpty)
        #expect(schema.validate("123").count == 1)
    }

    @Test("Members are read with defaults, also where the model says null; what is missing is told with its path")
    func members() throws {
        let members = try (["a": 1, "b": .null, "o": ["x": "y"]] as JSONValue).decoded(as: GeneratedMembers.self)
        #expect(try members.value("a", as: Int.self) == 1)
        #expect(try members.value("b", as: Int?.self) == nil)
        #expect(try members.value("b", as: Int.self, default: 7) == 7)
        #expect(try members.value("c", as: Int.self, default: 7) == 7)
        #expect(try members.value("a", as: Int.self, default: 7) == 1)
        let error = #expect(throws: DecodingError.self) { try members.value("o", as: [String: Int].self) }
        #expect(error?.place.hasPrefix("o.x must be") == true)
        #expect(throws: DecodingError.self) { try ([1] as JSONValue).decoded(as: GeneratedMembers.self) }
    }

    @Test("The schema for a type's answer has the type's name and is strict where it can be")
    func outputSchema() {
        #expect(OutputSchema(of: Node.self).name == "Node")
        #expect(OutputSchema(of: Node.self).strict)
        #expect(
            OutputSchema(of: [String: Int].self, name: "counts")
                == OutputSchema(name: "counts", schema: [String: Int].schema, strict: false)
        )
        #expect(OutputSchema(of: [Node].self).name == "Array_Node")
    }
}
