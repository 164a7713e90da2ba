import Testing

@testable import GlueJSON

@Suite("Writing JSON")
struct JSONValueWritingTests {
    @Test(
        "Values are written compactly",
        arguments: [
            (nil, "null"), (true, "true"), (false, "false"), (0, "0"), (.integer(.min), "-9223372036854775808"),
            (.integer(.max), "9223372036854775807"), (1.5, "1.5"), (3.0, "3.0"), (-0.0, "-0.0"), (1e300, "1e+300"),
            (.number(.leastNonzeroMagnitude), "5e-324"),
            ("x", #""x""#), ([], "[]"), ([:], "{}"), ([1, "a", nil], #"[1,"a",null]"#), (["b": 1, "a": [2, [:]]], #"{"b":1,"a":[2,{}]}"#),
        ] as [(JSONValue, String)]
    )
    func compact(value: JSONValue, text: String) {
        #expect(value.text() == text)
        #expect(value.description == text)
        #expect(value.bytes() == Array(text.utf8))
    }

    @Test("What has no form in JSON is null", arguments: [Double.nan, .infinity, -.infinity, .signalingNaN])
    func notFinite(number: Double) {
        #expect(JSONValue.array([.number(number)]).text() == "[null]")
    }

    @Test(
        "Strings are escaped where JSON demands it and nowhere else",
        arguments: [
            ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{8}\u{C}\u{1F}", #""\u0000\u0008\u000c\u001f""#),
            ("\u{7F}é😀\u{2028}", "\"\u{7F}é😀\u{2028}\""), ("e\u{301}", "\"e\u{301}\""), ("\r\n", #""\r\n""#),
        ]
    )
    func strings(string: String, text: String) {
        #expect(Array(JSONValue.string(string).text().utf8) == Array(text.utf8))
        #expect(Array(JSONValue.object([string: 1]).text().utf8) == Array("{\(text):1}".utf8))
    }

    @Test("Indented, each member and element has a line; what is empty stays on its own")
    func indented() {
        let value: JSONValue = ["a": [1, ["b": [:]], []], "c": "x\ny"]
        let text = """
            {
              "a": [
                1,
                {
                  "b": {}
                },
                []
              ],
              "c": "x\\ny"
            }
            """
        #expect(value.text(.indented) == text)
        #expect(JSONValue.array([]).text(.indented) == "[]")
        #expect(JSONValue.integer(1).text(.indented) == "1")
    }

    @Test("Writing appends to what is there")
    func appends() {
        var bytes: [UInt8] = Array("data: ".utf8)
        JSONValue.array([1]).write(into: &bytes)
        #expect(bytes == Array("data: [1]".utf8))
    }
}
