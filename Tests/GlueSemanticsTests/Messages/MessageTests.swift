import GlueJSON
import GlueSemantics
import Testing

@Suite("Messages")
struct MessageTests {
    @Test("A message's text is its text parts, joined; reasoning and tools are none")
    func text() {
        let call = ToolCall(id: "1", name: "look", arguments: [:])
        let message = Message(.assistant, parts: [.reasoning("hm"), .text("a"), .toolCall(call), .text("b")])
        #expect(message.text == "ab")
        #expect(message.toolCalls == [call])
        #expect(Message.tool(id: "1", response: "x").text == "")
    }

    @Test(
        "The short forms have one part",
        arguments: [(Message.system("x"), Role.system), (.user("x"), .user), (.assistant("x"), .assistant)]
    )
    func shortForms(message: Message, role: Role) {
        #expect(message == Message(role, parts: [.text("x")]))
    }

    @Test(
        "Finish reasons of any provider become those of the schema; unknown ones survive",
        arguments: [
            ("stop", .stop), ("end_turn", .stop), ("stop_sequence", .stop), ("completed", .stop), ("STOP", .stop), ("length", .length),
            ("max_tokens", .length), ("max_output_tokens", .length), ("MAX_TOKENS", .length), ("content_filter", .contentFilter),
            ("SAFETY", .contentFilter), ("refusal", .contentFilter), ("tool_call", .toolCall), ("tool_calls", .toolCall),
            ("tool_use", .toolCall), ("function_call", .toolCall), ("error", .error), ("pause_turn", FinishReason(rawValue: "pause_turn")),
            ("", FinishReason(rawValue: "")),
        ] as [(String, FinishReason)]
    )
    func finishReasons(wire: String, reason: FinishReason) {
        #expect(FinishReason(wire: wire) == reason)
    }
}
