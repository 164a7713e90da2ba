import GlueJSON
import Testing

@testable import GlueSemantics

@Suite("Sizes of JSON")
struct JSONSizeTests {
    @Test(
        "The size is that of the compact text",
        arguments: [
            nil, true, 0, -17, 1.5, 1e300, .number(.nan), "", "a", "\"\\\n\r\t\u{0}\u{1F}\u{8}\u{7F}", "é€😀", [], [1], [1, [nil, "x"]], [:],
            ["a\n": 1], ["a": ["b": []], "c": [:]],
        ] as [JSONValue]
    )
    func sizes(value: JSONValue) {
        #expect(JSONSize.of(value) == value.bytes().count)
    }

    @Test(
        "A beginning is cut between two scalars and ends in an ellipsis",
        arguments: [
            ("abcdef", 3, "abc…"), ("ab\ncd", 3, "ab…"), ("ab\ncd", 4, "ab\n…"), ("a\u{1}b", 6, "a…"), ("a\u{1}b", 7, "a\u{1}…"),
            ("a😀b", 4, "a…"), ("a😀b", 5, "a😀…"), ("abc", 0, "…"),
        ]
    )
    func prefixes(text: String, bytes: Int, prefix: String) {
        #expect(JSONSize.prefix(of: text, within: bytes) == prefix)
    }

    @Test(
        "Of plain text the ellipsis counts too",
        arguments: [("abcdef", 5, "ab…"), ("abcdef", 3, "…"), ("abcdef", 2, ""), ("€€€", 6, "€…")]
    )
    func plain(text: String, bytes: Int, prefix: String) {
        #expect(JSONSize.prefix(of: text, within: bytes, escaped: false) == prefix)
    }
}
