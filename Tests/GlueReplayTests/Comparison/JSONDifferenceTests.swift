import GlueJSON
import Testing

@testable import GlueReplay

@Suite("Differences of JSON values")
struct JSONDifferenceTests {
    @Test(
        "Each difference is named by its place",
        arguments: [
            (["a": 1], ["a": 1], []), (1, 2, [""]), (["a": 1, "b": 2], ["b": 2, "a": 1], []), (["a": 1], [:], ["a"]),
            ([:], ["a": 1], ["a"]),
            ([1, 2, 3], [1, 5], ["[1]", "[2]"]), (["a": [["b": "x"]]], ["a": [["b": "y"]]], ["a[0].b"]), (["a": 1], ["a": [1]], ["a"]),
            (.null, 0, [""]),
        ] as [(JSONValue, JSONValue, [String])]
    )
    func places(left: JSONValue, right: JSONValue, paths: [String]) {
        #expect(JSONDifference.between(left, right).map(\.path) == paths)
    }

    @Test("Nothing and null are told apart, and no more is looked for than wanted")
    func limit() {
        let differences = JSONDifference.between(["a": .null, "b": 1, "c": 2], ["b": 2, "c": 3], limit: 2)
        #expect(differences == [JSONDifference(path: "a", left: .null, right: nil), JSONDifference(path: "b", left: 1, right: 2)])
    }
}
