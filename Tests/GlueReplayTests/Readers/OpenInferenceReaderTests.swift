import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueReplay

@Suite("Reader of OpenInference")
struct OpenInferenceReaderTests {
    private func only(_ span: OTLP.Span) throws -> Exchange {
        try #require(try Recording(traces: OTLP.Traces(scope: "openinference.instrumentation.x", span)).exchanges.first)
    }

    @Test("Fields alone are enough: messages with parts, tool calls, tools, usage")
    func fields() throws {
        let exchange = try only(
            .made(
                1,
                "ChatX",
                kind: .internal,
                [
                    "openinference.span.kind": "LLM", "llm.provider": "OpenAI", "llm.model_name": "m-1",
                    "llm.invocation_parameters": #"{"model":"m","temperature":0.5}"#,
                    "llm.input_messages.0.message.role": "user",
                    "llm.input_messages.0.message.contents.0.message_content.type": "text",
                    "llm.input_messages.0.message.contents.0.message_content.text": "What is this?",
                    "llm.input_messages.0.message.contents.1.message_content.type": "image",
                    "llm.input_messages.0.message.contents.1.message_content.image.image.url": "https://a/b.png",
                    "llm.input_messages.1.message.role": "assistant",
                    "llm.input_messages.1.message.tool_calls.0.tool_call.id": "c1",
                    "llm.input_messages.1.message.tool_calls.0.tool_call.function.name": "look",
                    "llm.input_messages.1.message.tool_calls.0.tool_call.function.arguments": #"{"at": "b.png"}"#,
                    "llm.input_messages.2.message.role": "tool", "llm.input_messages.2.message.tool_call_id": "c1",
                    "llm.input_messages.2.message.content": "a cat",
                    "llm.output_messages.0.message.role": "assistant", "llm.output_messages.0.message.content": "A cat.",
                    "llm.tools.0.tool.json_schema": #"{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}"#,
                    "llm.token_count.prompt": 9, "llm.token_count.completion": 3, "llm.token_count.prompt_details.cache_read": 4,
                    "llm.finish_reason": "stop",
                ]
            )
        )
        #expect(exchange.provider == "openai")
        #expect(exchange.model == "m")
        #expect(exchange.responseModel == "m-1")
        #expect(
            exchange.input == [
                Message(.user, parts: [.text("What is this?"), .uri(modality: "image", mimeType: nil, uri: "https://a/b.png")]),
                .calls(ToolCall(id: "c1", name: "look", arguments: ["at": "b.png"])), .tool(id: "c1", response: "a cat"),
            ]
        )
        #expect(exchange.output == [.assistant("A cat.")])
        #expect(exchange.tools?.map(\.name) == ["look"])
        #expect(exchange.usage == Usage(inputTokens: 9, outputTokens: 3, cachedInputTokens: 4))
        #expect(exchange.finishReason == .stop)
        #expect(exchange.parameters.temperature == 0.5)
        #expect(exchange.missing == [.responseID])
    }

    @Test("A failed call has no answer, even where the tool wrote an empty one")
    func failure() throws {
        let exception = OTLP.Event.made("exception", ["exception.type": "AuthenticationError", "exception.message": "The key is wrong."])
        let exchange = try only(
            .made(
                1,
                "ChatX",
                kind: .internal,
                events: [exception],
                error: "",
                [
                    "openinference.span.kind": "LLM", "llm.input_messages.0.message.role": "user",
                    "llm.input_messages.0.message.content": "Hi", "llm.output_messages.0.message.role": "assistant",
                ]
            )
        )
        #expect(exchange.error == RecordedFailure(type: "AuthenticationError", message: "The key is wrong."))
        #expect(exchange.output.isEmpty)
        #expect(exchange.input == [.user("Hi")])
    }

    @Test("Chains that carry messages are no model calls")
    func chain() {
        let span = OTLP.Span.made(
            1,
            "model",
            kind: .internal,
            ["openinference.span.kind": "CHAIN", "llm.input_messages.0.message.role": "user"]
        )
        #expect(throws: RecordingError.noExchanges(spans: 1)) { try Recording(traces: OTLP.Traces(scope: "x", span)) }
    }
}
