import GlueJSON
import GlueSemantics
import Testing

@testable import GlueLLM

@Suite("Anthropic requests after tools")
struct AnthropicToolHistoryTests {
    private let messages: [Message] = [
        .user("1+2?"), Message(.assistant, parts: [.toolCall(.add(1, 2)), .toolCall(.add(3, 4, id: "call_2"))]),
        .tool(id: "call_1", response: 3), .tool(id: "call_2", response: 7),
    ]

    @Test("Tools that were called are defined, also where none is offered any more")
    func history() throws {
        let json = try AnthropicRequest(ModelRequest(model: "claude", messages: messages), maxTokens: 10).json
        #expect(json["tools"] == [["name": "add", "input_schema": ["type": "object"]]])
        #expect(json["tool_choice"] == ["type": "none"])
    }

    @Test("An answer in a form comes after them, by the form's own tool or without one", arguments: [StructuredOutputMode.tool, .native])
    func structured(mode: StructuredOutputMode) throws {
        let format = OutputSchema(name: "sum", schema: .object(["v": .integer()]))
        let request = StructuredAnswer(format, mode: mode).request(ModelRequest(model: "claude", messages: messages))
        let json = try AnthropicRequest(request, maxTokens: 10).json
        #expect(json["tools"]?.array?.map { $0["name"] } == [mode == .tool ? "sum" : "add"])
        #expect(json["tool_choice"]?["type"] == (mode == .tool ? "tool" : "none"))
        #expect((json["output_config"]?["format"]?["schema"] != nil) == (mode == .native))
    }

    @Test("A conversation without calls defines no tools")
    func none() throws {
        let json = try AnthropicRequest(ModelRequest(model: "claude", messages: [.user("hi")]), maxTokens: 10).json
        #expect(json["tools"] == nil)
        #expect(json["tool_choice"] == nil)
    }
}
