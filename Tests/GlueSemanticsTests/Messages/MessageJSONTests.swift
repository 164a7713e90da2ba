import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing

@Suite("Messages in the GenAI schema")
struct MessageJSONTests {
    @Test(
        "Each part has its form, both ways",
        arguments: [
            (.text("x"), ["type": "text", "content": "x"]), (.reasoning("x"), ["type": "reasoning", "content": "x"]),
            (
                .toolCall(ToolCall(id: "c", name: "look", arguments: ["a": 1])),
                ["type": "tool_call", "id": "c", "name": "look", "arguments": ["a": 1]]
            ),
            (
                .toolCall(ToolCall(id: nil, name: "look", arguments: "{broken")),
                ["type": "tool_call", "id": nil, "name": "look", "arguments": "{broken"]
            ),
            (
                .toolCallResponse(ToolCallResponse(id: "c", response: [1, nil])),
                ["type": "tool_call_response", "id": "c", "response": [1, nil]]
            ),
            (
                .toolCallResponse(ToolCallResponse(id: nil, response: .null)),
                ["type": "tool_call_response", "id": nil, "response": nil]
            ),
            (
                .blob(modality: "image", mimeType: "image/png", base64: "AA=="),
                ["type": "blob", "modality": "image", "mime_type": "image/png", "content": "AA=="]
            ),
            (.file(modality: "audio", mimeType: nil, id: "f"), ["type": "file", "modality": "audio", "file_id": "f"]),
            (
                .uri(modality: "video", mimeType: "video/mp4", uri: "https://example.com/v"),
                ["type": "uri", "modality": "video", "mime_type": "video/mp4", "uri": "https://example.com/v"]
            ),
            (.other(type: "house", ["type": "house", "z": 1, "a": 2]), ["type": "house", "z": 1, "a": 2]),
        ] as [(MessagePart, JSONValue)]
    )
    func parts(part: MessagePart, json: JSONValue) {
        #expect(part.json.text() == json.text())
        #expect(MessagePart(json: json) == part)
    }

    @Test(
        "What lacks what the schema requires survives as it came",
        arguments: [
            ["type": "text"], ["type": "text", "content": 1], ["type": "reasoning", "content": nil], ["type": "tool_call", "id": "c"],
            ["type": "tool_call_response", "id": "c"], ["type": "blob", "content": "AA=="], ["type": "file", "modality": "image"],
            ["type": "uri", "uri": "x"], ["type": "server_tool_call", "name": "search", "server_tool_call": ["type": "web"]],
        ] as [JSONValue]
    )
    func incomplete(json: JSONValue) throws {
        let part = MessagePart(json: json)
        guard case .other = part else {
            Issue.record("\(part)")
            return
        }
        #expect(part.json.text() == json.text())
    }

    @Test(
        "What is no part at all becomes one that the schema allows",
        arguments: [
            ("bare", ["type": "text", "content": "bare"]), (7, ["type": "unknown", "value": 7]), (nil, ["type": "unknown", "value": nil]),
            (["a": 1], ["type": "unknown", "a": 1]), (["type": 5, "a": 1], ["type": "unknown", "a": 1]),
        ] as [(JSONValue, JSONValue)]
    )
    func noPart(json: JSONValue, written: JSONValue) {
        let part = MessagePart(json: json)
        #expect(part.json.text() == written.text())
        #expect(MessagePart(json: written).json == written)
    }

    @Test("The older name of a tool's response is understood")
    func result() {
        let part = MessagePart(json: ["type": "tool_call_response", "id": "c", "result": "r"])
        #expect(part == .toolCallResponse(ToolCallResponse(id: "c", response: "r")))
    }

    @Test("Any conversation is read back as it was written", arguments: Seeds.from(0, count: 40))
    func roundTrip(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        for message in generator.conversation() {
            #expect(try Message(json: message.json) == message)
        }
    }

    @Test("Several tool answers in one message become a message each, for viewers show but the last")
    func split() throws {
        let answers = (1...3).map { MessagePart.toolCallResponse(ToolCallResponse(id: "c\($0)", response: .integer(Int64($0)))) }
        let messages = [Message.user("q"), Message(.tool, parts: answers, name: "n")]
        let read = try [Message](json: messages.inputJSON)
        #expect(read == [.user("q")] + answers.map { Message(.tool, parts: [$0], name: "n") })
        let mixed = Message(.tool, parts: answers + [.text("and a note")])
        #expect(try [Message](json: [mixed].inputJSON) == [mixed])
        #expect(try [Message](json: [Message(.tool, parts: [])].inputJSON) == [Message(.tool, parts: [])])
    }

    @Test("An answer always has a finish reason, error where none arrived")
    func outputReasons() {
        let messages = [Message.assistant("a"), Message(.assistant, parts: [], finishReason: .length)]
        #expect(messages.outputJSON.array?.map { $0["finish_reason"] } == ["error", "length"])
        #expect(messages.inputJSON.array?.map { $0["finish_reason"] } == [nil, "length"])
    }

    @Test("Roles and reasons of others survive; their spelling of ours is ours")
    func foreign() throws {
        let message = try Message(json: ["role": "developer", "parts": [], "finish_reason": "tool_use", "name": "n"])
        #expect(message == Message(Role(rawValue: "developer"), parts: [], name: "n", finishReason: .toolCall))
    }

    @Test(
        "What is no message is told with its place",
        arguments: [
            ([:], "the value must be an array of messages"), ("x", "the value must be an array of messages"),
            ([1], "[0] must be an object"), ([["role": "user", "parts": []], ["parts": []]], "[1].role must be a string"),
            ([["role": 1, "parts": []]], "[0].role must be a string"), ([["role": "user"]], "[0].parts must be an array"),
            ([["role": "user", "parts": "text"]], "[0].parts must be an array"),
        ] as [(JSONValue, String)]
    )
    func faults(json: JSONValue, message: String) {
        let error = #expect(throws: MessageError.self) { try [Message](json: json) }
        #expect(error?.description == message)
    }
}
