import GlueJSON
import Testing

@Suite("JSON objects")
struct JSONObjectTests {
    @Test("Members keep the order in which they were written")
    func order() throws {
        var object: JSONObject = ["z": 1, "a": 2, "m": 3]
        #expect(object.keys == ["z", "a", "m"])
        object["a"] = 20
        object["b"] = 4
        #expect(object.keys == ["z", "a", "m", "b"])
        object["z"] = nil
        object["none"] = nil
        object["z"] = 9
        #expect(object.keys == ["a", "m", "b", "z"])
        #expect(object.map(\.value) == [20, 3, 4, 9])
        #expect(try JSONValue(parsing: JSONValue.object(object).text()).object?.keys == object.keys)
    }

    @Test("Null is a value; nil is none")
    func null() {
        var object: JSONObject = ["a": nil]
        object["b"] = .some(.null)
        #expect(object["a"] == .null)
        #expect(object["b"] == .null)
        #expect(object["c"] == nil)
        #expect(object.count == 2)
    }

    @Test("Where a key comes twice the last value counts, in the place of the first")
    func repeatedKeys() {
        #expect(JSONObject([("a", 1), ("b", 2), ("a", 3)]).map(\.key) == ["a", "b"])
        #expect(JSONObject([("a", 1), ("b", 2), ("a", 3)])["a"] == 3)
        let literal: JSONObject = ["a": 1, "a": 2]
        #expect(literal.count == 1 && literal["a"] == 2)
    }

    @Test("Order does not count for equality nor for the hash", arguments: [2, 5, 16, 17, 40])
    func equality(count: Int) {
        let members = (0..<count).map { ("k\($0)", JSONValue.integer(Int64($0))) }
        let object = JSONObject(members)
        let reversed = JSONObject(members.reversed())
        #expect(object == reversed)
        #expect(object.hashValue == reversed.hashValue)
        #expect(Set([object, reversed]).count == 1)
        #expect(object != JSONObject(members.dropLast()))
        #expect(object != JSONObject(members.dropLast() + [("k\(count - 1)", "other")]))
        #expect(object != JSONObject(members.dropLast() + [("other", .integer(Int64(count - 1)))]))
    }

    @Test("Keys that differ only in how a letter is composed are two keys, as they are to every other reader of JSON")
    func composition() throws {
        let text = "{\"caf\u{E9}\":1,\"cafe\u{301}\":2}"
        let object = try #require(try JSONValue(parsing: text).object)
        #expect(object.count == 2)
        #expect(object["caf\u{E9}"] == 1)
        #expect(object["cafe\u{301}"] == 2)
        #expect(Array(JSONValue.object(object).bytes()) == Array(text.utf8))
        #expect(object == JSONObject([("cafe\u{301}", 2), ("caf\u{E9}", 1)]))
        #expect(object != JSONObject([("cafe\u{301}", 1), ("caf\u{E9}", 2)]))
        #expect(JSONObject((0..<20).map { ("k\($0)", 0) } + object.map { ($0.key, $0.value) }).count == 22)
    }

    @Test("An empty object equals an empty object")
    func empty() {
        #expect(JSONObject() == [:])
        #expect(JSONObject().isEmpty)
    }
}
