import GlueJSON
import Testing

@Suite("JSON errors")
struct JSONErrorTests {
    @Test(
        "The message says where and what",
        arguments: [
            ("", "invalid JSON at byte 0: there is no JSON value, only white space or nothing"),
            ("[1,x]", "invalid JSON at byte 3: “x” cannot stand here"),
            ("[1", "invalid JSON at byte 2: the text ends inside a value"),
            ("01", "invalid JSON at byte 0: this is no JSON number"),
            (#""\q""#, "invalid JSON at byte 2: this escape is none that JSON has"),
            ("\"\t\"", "invalid JSON at byte 1: a control character in a string must be escaped"),
            ("[[[]]]", "invalid JSON at byte 2: arrays and objects are nested deeper than 2"),
            ("1 1", "invalid JSON at byte 2: something follows the value"),
        ]
    )
    func message(text: String, message: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, depthLimit: 2) }
        #expect(error?.description == message)
    }
}
