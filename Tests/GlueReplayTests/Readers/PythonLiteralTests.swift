import GlueJSON
import Testing

@testable import GlueReplay

@Suite("Python literals")
struct PythonLiteralTests {
    @Test(
        "What repr makes of plain values is read",
        arguments: [
            ("None", .null), ("True", true), ("False", false), ("12", 12), ("-1.5e3", -1500.0), ("''", ""), ("[]", []), ("{}", [:]),
            ("()", []),
            ("{'a': [1, (2, 3), {'b': None}], \"c\": 'it\\'s'}", ["a": [1, [2, 3], ["b": .null]], "c": "it's"]),
            (#"'tab\t, line\n, \x41, \u2014, \U0001f600, \\'"#, "tab\t, line\n, A, —, 😀, \\"),
            (#""say \"hi\"""#, "say \"hi\""), ("{1: 'a',}", ["1": "a"]), (" [ 'é' ] ", ["é"]),
        ] as [(String, JSONValue)]
    )
    func values(text: String, value: JSONValue) {
        #expect(PythonLiteral.parse(text) == value)
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", "{", "[1", "{'a'}", "{'a': }", "'open", "<Object at 0x7f>", "Usage(prompt_tokens=3)", "[1] 2", "'\\x4'", "{'a': 1 'b': 2}",
            String(repeating: "[", count: 100_000),
        ]
    )
    func none(text: String) {
        #expect(PythonLiteral.parse(text) == nil)
    }
}
