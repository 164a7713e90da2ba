import GlueJSON
import GlueTestSupport
import Testing

@testable import GlueLLM

@Suite("JSON within a text")
struct JSONTextTests {
    @Test(
        "JSON is found as the whole, in fences and in prose",
        arguments: [
            (#"{"v":1}"#, [["v": 1]]),
            (" 3 ", [3]),
            ("```json\n{\"v\":1}\n```", [["v": 1]]),
            ("```\n[1]\n```", [[1]]),
            ("Here you are:\n  ```JSON\n{\"v\":1}\n  ```\nAnything else?", [["v": 1]]),
            ("```json\n{\"v\":1}", [["v": 1]]),
            ("```json\n{\"a\":1}\n```\nor\n```json\n{\"b\":2}\n```", [["a": 1], ["b": 2]]),
            (#"The answer is {"v":1}, I think."#, [["v": 1]]),
            (#"First {"a":1}, then {"b":{"c":2}}."#, [["a": 1], ["b": ["c": 2]]]),
            (#"A {brace} and {"v":"}\"{"}"#, [["v": "}\"{"]]),
            (#"An [open bracket and {"v":1}"#, [["v": 1]]),
            (#"{"v":1"#, []),
            ("no JSON at all", []),
            ("", []),
        ] as [(String, [JSONValue])]
    )
    func candidates(text: String, values: [JSONValue]) {
        #expect(JSONText.candidates(text) == values)
    }

    @Test("A text of brackets costs no more than its length times a constant")
    func brackets() {
        let text = String(repeating: "[{", count: 50_000)
        let time = ContinuousClock().measure { #expect(JSONText.candidates(text).isEmpty) }
        // The square would be minutes.
        #expect(time < .seconds(20))
    }

    @Test("Whatever object is written into fences or prose is found again", arguments: Seeds.from(1, count: 40))
    func written(seed: UInt64) {
        var generator = SchemaGenerator(seed: seed)
        for _ in 0..<20 {
            let value: JSONValue = ["v": generator.value(depth: 4), "quote": "a \"b\" {c} [d]"]
            let texts = [
                value.text(), "```json\n\(value.text())\n```", "It is \(value.text()), isn't it?",
                "- see (a): {\n\n" + value.text() + " ok",
            ]
            for text in texts { #expect(JSONText.candidates(text) == [value], "\(text)") }
        }
    }
}
