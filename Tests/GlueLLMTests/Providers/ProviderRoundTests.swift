import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing

@testable import GlueLLM

/// A streamed completion of two rounds with each provider's own form: what it must have back comes back.
@Suite("A tool round with each provider", .timeLimit(.minutes(3)))
struct ProviderRoundTests {
    private let tracer = InMemoryTracer()

    /// Runs a completion whose first answer calls `add`, and returns the second request's body.
    private func secondRequest(
        _ streams: [[UInt8]],
        by provider: @Sendable (String) throws -> any ModelProvider
    ) async throws -> JSONValue {
        try await LoopbackServer.running({ .bytes(streams[min($0, 1)]) }) { server, baseURL in
            let client = LLMClient.scripted(try provider(baseURL), tools: [Add(), Now()]) {
                $0.tracer = tracer
                $0.contentCapture = .spans
            }
            var text = ""
            for try await event in client.streamComplete("1 + 2?") {
                if case .finished(let completion, _) = event { text = completion.text }
            }
            #expect(text == "Three.")
            return try #require(server.received.last).body
        }
    }

    @Test("Anthropic gets the signature of what it thought, and captured content stays valid by the GenAI schema", .needs(.otlp))
    func anthropic() async throws {
        let second: [JSONValue] = [
            [
                "type": "message_start",
                "message": ["id": "msg_2", "model": "claude-sonnet-4-5", "usage": ["input_tokens": 1, "output_tokens": 1]],
            ],
            ["type": "content_block_start", "index": 0, "content_block": ["type": "text", "text": "Three."]],
            ["type": "content_block_stop", "index": 0],
            ["type": "message_delta", "delta": ["stop_reason": "end_turn"], "usage": ["output_tokens": 2]],
            ["type": "message_stop"],
        ]
        let body = try await secondRequest([Wire.events(AnthropicTests.stream, isNamed: true), Wire.events(second, isNamed: true)]) {
            try AnthropicProvider(baseURL: $0)
        }
        #expect(body["messages"]?[1]?["content"]?[0] == ["type": "thinking", "thinking": "Let me see.", "signature": "c2ln"])
        #expect(body["messages"]?[2]?["content"]?[0]?["tool_use_id"] == "toolu_1")

        var checks: [(schema: GenAISchema, text: String)] = []
        for span in tracer.finishedSpans {
            if let text = span[GenAI.Attributes.inputMessages] { checks.append((.inputMessages, text)) }
            if let text = span[GenAI.Attributes.outputMessages] { checks.append((.outputMessages, text)) }
        }
        #expect(checks.contains { $0.text.contains("provider_state") })
        #expect(try await GenAISchema.faults(checks) == "")
    }

    @Test("Gemini gets the signature with the call that it belongs to")
    func gemini() async throws {
        let second: JSONValue = [
            "candidates": [["content": ["parts": [["text": "Three."]], "role": "model"], "finishReason": "STOP"]], "modelVersion": "m",
        ]
        let body = try await secondRequest([Wire.events(GeminiTests.stream), Wire.events([second])]) { try GeminiProvider(baseURL: $0) }
        let call = body["contents"]?[1]?["parts"]?.array?.first { $0["functionCall"]?["name"] == "add" }
        #expect(call?["thoughtSignature"] == "c2ln2")
        #expect(body["contents"]?[2]?["parts"]?[0]?["functionResponse"]?["name"] == "add")
    }

    @Test("OpenAI's responses get what the model thought, sealed")
    func responses() async throws {
        let answer: JSONValue = [
            "id": "resp_2", "status": "completed", "model": "m",
            "output": [["type": "message", "content": [["type": "output_text", "text": "Three."]]]],
        ]
        let second: [JSONValue] = [
            ["type": "response.created", "response": ["id": "resp_2", "model": "m"]],
            ["type": "response.output_text.delta", "output_index": 0, "delta": "Three."],
            ["type": "response.completed", "response": answer],
        ]
        let body = try await secondRequest([Wire.events(ResponsesTests.stream), Wire.events(second)]) {
            try OpenAIResponsesProvider(baseURL: $0)
        }
        let input = try #require(body["input"]?.array)
        #expect(input.contains { $0["encrypted_content"] == "ZW5j" })
        #expect(input.last?["type"] == "function_call_output")
    }

    @Test("Ollama gets the tool's name with its answer")
    func ollama() async throws {
        let second: JSONValue = ["model": "m", "message": ["role": "assistant", "content": "Three."], "done": true, "done_reason": "stop"]
        let body = try await secondRequest([Wire.lines(OllamaTests.stream), Wire.lines([second])]) { try OllamaProvider(baseURL: $0) }
        #expect(body["messages"]?.array?.contains { $0["tool_name"] == "add" && $0["role"] == "tool" } == true)
    }
}

private struct Now: Tool {
    struct Arguments: Decodable {}

    let name = "now"
    let description = "What time it is"
    let parameters = JSONSchema.object([:])
    func call(arguments: Arguments) async throws -> String { "noon" }
}
