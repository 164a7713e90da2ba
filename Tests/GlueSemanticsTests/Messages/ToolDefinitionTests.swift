import GlueJSON
import GlueSemantics
import Testing

@Suite("Tool definitions")
struct ToolDefinitionTests {
    private let tool = ToolDefinition(name: "look", description: "Looks.", parameters: ["type": "object"])

    @Test("Written in the GenAI schema and read from it or from OpenAI's form")
    func forms() throws {
        let flat: JSONValue = ["type": "function", "name": "look", "description": "Looks.", "parameters": ["type": "object"]]
        #expect([tool].json.text() == JSONValue.array([flat]).text())
        #expect(try ToolDefinition(json: flat) == tool)
        let wrapped: JSONValue = [
            "type": "function", "function": ["name": "look", "description": "Looks.", "parameters": ["type": "object"]],
        ]
        #expect(try ToolDefinition(json: wrapped) == tool)
    }

    @Test("What is not given is empty")
    func bare() throws {
        #expect(try ToolDefinition(json: ["name": "look"]) == ToolDefinition(name: "look", description: "", parameters: [:]))
    }

    @Test("A tool without a name is none", arguments: [[:], ["name": 1], ["function": ["description": "d"]], "look", nil] as [JSONValue])
    func nameless(json: JSONValue) {
        let error = #expect(throws: MessageError.self) { try ToolDefinition(json: json) }
        #expect(error?.description == "name must be a string")
    }
}
