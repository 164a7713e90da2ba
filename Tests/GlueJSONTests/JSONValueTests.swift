import GlueJSON
import Testing

@Suite("JSON values")
struct JSONValueTests {
    private let value: JSONValue = [
        "null": nil, "bool": true, "integer": 7, "number": 1.5, "whole": 3.0, "string": "s", "array": [1, 2], "object": ["a": [["b": 1]]],
    ]

    @Test("A value gives what it is and nil for what it is not")
    func accessors() {
        #expect(value["null"]?.isNull == true)
        #expect(value["bool"]?.bool == true && value["bool"]?.integer == nil && value["bool"]?.isNull == false)
        #expect(value["integer"]?.integer == 7 && value["integer"]?.number == 7 && value["integer"]?.bool == nil)
        #expect(value["number"]?.number == 1.5 && value["number"]?.integer == nil)
        #expect(value["whole"]?.integer == 3)
        #expect(value["string"]?.string == "s" && value["string"]?.number == nil)
        #expect(value["array"]?.array == [1, 2] && value["array"]?.object == nil)
        #expect(value["object"]?.object?.keys == ["a"] && value["object"]?.array == nil)
        #expect(JSONValue.number(9.3e18).integer == nil && JSONValue.number(.nan).integer == nil)
    }

    @Test("Paths that lead nowhere are nil")
    func paths() {
        #expect(value["object"]?["a"]?[0]?["b"] == 1)
        #expect(value["object"]?["a"]?[1] == nil)
        #expect(value["object"]?["a"]?[-1] == nil)
        #expect(value["object"]?[0] == nil)
        #expect(value["array"]?["a"] == nil)
        #expect(value["string"]?["a"] == nil)
        #expect(value["none"] == nil)
    }

    @Test("Integers and numbers are different values; order within objects is not")
    func equality() {
        #expect(JSONValue.integer(1) != .number(1))
        #expect(JSONValue.array([1, 2]) != [2, 1])
        #expect((["a": 1, "b": ["c": 1, "d": 2]] as JSONValue) == ["b": ["d": 2, "c": 1], "a": 1])
        #expect(Set([["a": 1, "b": 2], ["b": 2, "a": 1], nil, nil, 1, 1.0] as [JSONValue]).count == 4)
    }

    @Test("Strings are equal where their bytes are, not where they only read the same")
    func composition() {
        #expect(JSONValue.string("caf\u{E9}") != "cafe\u{301}")
        #expect((["a": ["caf\u{E9}"]] as JSONValue) != ["a": ["cafe\u{301}"]])
        #expect(JSONValue.string("cafe\u{301}") == "cafe\u{301}")
        #expect(Set(["caf\u{E9}", "cafe\u{301}"] as [JSONValue]).count == 2)
    }

    @Test("Literals with interpolation are strings")
    func interpolation() {
        let count = 3
        #expect(("n=\(count)" as JSONValue) == .string("n=3"))
    }
}
