import GlueJSON
import Testing

@testable import GlueDashboards

@Suite("YAML")
struct YAMLTests {
    @Test("Maps and lists are indented, texts quoted so that nothing in them means anything")
    func layout() {
        let value: JSONValue = [
            "a": "it's: \"#\" {{ $x }}", "list": [["b": 1, "c": [true, nil]], "text"], "empty": [], "none": [:], "map": ["d": 0.5],
        ]
        let expected = """
            a: 'it''s: "#" {{ $x }}'
            list:
              - b: 1
                c:
                  - true
                  - null
              - 'text'
            empty: []
            none: {}
            map:
              d: 0.5

            """
        #expect(YAML(value).text == expected)
    }
}
