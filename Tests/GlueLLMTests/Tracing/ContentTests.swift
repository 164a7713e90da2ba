import GlueJSON
import GlueRedaction
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Message content in spans", .timeLimit(.minutes(3)))
struct ContentTests {
    let tracer = InMemoryTracer()
    static let secret = "sk-proj-abcdef0123456789"

    /// A conversation that touches every place where content could get into a span.
    private func converse(_ capture: ContentCapture, redactor: Redactor = .secrets, _ text: String = "PLANTED") async throws {
        let look = ToolCall(id: "c1", name: "look", arguments: ["place": .string(text), "inner": .string(#"{"note":"\#(text)"}"#)])
        let provider = ScriptedProvider([
            .response(
                ModelResponse(
                    choices: [
                        Message(
                            .assistant,
                            parts: [
                                .reasoning(text), .text(text), .toolCall(look),
                                .toolCall(ToolCall(id: "c2", name: "tool " + text, arguments: .string("{" + text))),
                                .toolCall(ToolCall(id: "c3", name: "boom", arguments: .null)),
                            ]
                        )
                    ],
                    usage: Usage(inputTokens: 1, outputTokens: 1)
                )
            ),
            .failure(LLMError(.rateLimit, "scripted", excerpt: text)),
            .response(
                ModelResponse(choices: [
                    .assistant(text), Message(.assistant, parts: [.other(type: "house", ["type": "house", "x": .string(text)])]),
                ])
            ),
        ])
        let definition = ToolDefinition(
            name: "look",
            description: text,
            parameters: JSONSchema.object(["place": .string(text), "inner": .string()]).value
        )
        var client = LLMClient.scripted(provider, tools: [AnyTool(definition) { _ in ["seen": .string(text)] }, Boom()])
        client.systemPrompt = text
        client.contentCapture = capture
        client.redactor = redactor
        client.tracer = tracer
        var conversation = Conversation(messages: [
            Message(
                .user,
                parts: [
                    .text(text), .blob(modality: "image", mimeType: "image/png", base64: "AAAA"),
                    .file(modality: "document", mimeType: nil, id: "f"),
                    .uri(modality: "image", mimeType: nil, uri: "https://example.com/\(text)"),
                ]
            ), .assistant(text),
        ])
        _ = try await client.complete(text, in: &conversation)
    }

    @Test("Off unless asked for: nothing that was said is in any span, but for the tool's own description")
    func off() async throws {
        try await converse(.off)
        for span in tracer.finishedSpans where span.operationName != "execute_tool look" {
            #expect(!span.everything.contains("PLANTED"), "\(span.operationName)")
        }
        for span in tracer.finishedSpans { for key in ContentAttributes.keys { #expect(span.attributes.get(key) == nil) } }
        let look = try #require(tracer.span("execute_tool look"))
        #expect(look.everything.ranges(of: "PLANTED").count == 1)
        #expect(look[GenAI.Attributes.toolDescription] == "PLANTED")
    }

    @Test("On: model calls have the conversation, agents and tools the form that viewers draw")
    func on() async throws {
        try await converse(.spans)
        let chats = tracer.finishedSpans.filter { $0.operationName == "chat gpt-4o" }
        let input = try #require(chats[1][GenAI.Attributes.inputMessages])
        let messages = try [Message](json: try JSONValue(parsing: input))
        #expect(messages.map(\.role) == [.system, .user, .assistant, .user, .assistant, .tool, .tool, .tool])
        let output = try [Message](json: try JSONValue(parsing: try #require(chats[1][GenAI.Attributes.outputMessages])))
        #expect(output.map(\.finishReason) == [.stop, .stop])
        #expect(chats.allSatisfy { $0[OpenInference.inputValue] == nil && $0[OpenInference.spanKind] == nil })
        let agent = try #require(tracer.span("invoke_agent"))
        #expect(agent[OpenInference.inputValue]?.contains("PLANTED") == true)
        #expect(agent[OpenInference.outputValue]?.contains("PLANTED") == true)
        let look = try #require(tracer.span("execute_tool look"))
        #expect(look[GenAI.Attributes.toolCallResult] == #"{"seen":"PLANTED"}"#)
        #expect(look[GenAI.Attributes.toolCallArguments] == look[OpenInference.inputValue])
        // A failure is an answer to the model, but no result.
        let boom = try #require(tracer.span("execute_tool boom"))
        #expect(boom[GenAI.Attributes.toolCallResult] == nil)
        #expect(boom[OpenInference.outputValue] == "Error: ValueError: no")
    }

    @Test(
        "On: what is written is valid against the GenAI schemas, whole or cut",
        .needs(.otlp),
        arguments: [256 << 10, 4000, 900, 300, 60, 2]
    )
    func schemas(bytes: Int) async throws {
        try await converse(
            ContentCapture(onSpans: true, bound: ContentBound(bytes: bytes)),
            String(repeating: "Ünïcödé \"\\\n", count: 200)
        )
        let schemas: [String: GenAISchema] = [
            GenAI.Attributes.inputMessages: .inputMessages, GenAI.Attributes.outputMessages: .outputMessages,
            GenAI.Attributes.toolDefinitions: .toolDefinitions, OpenInference.inputValue: .inputMessages,
            OpenInference.outputValue: .outputMessages,
        ]
        var checks: [(schema: GenAISchema, text: String)] = []
        for span in tracer.finishedSpans where !span.operationName.hasPrefix("execute_tool") {
            for (key, schema) in schemas {
                guard let value = span[key] else { continue }
                #expect(value.utf8.count <= bytes)
                checks.append((schema, value))
            }
        }
        #expect(checks.count == 8)
        #expect(try await GenAISchema.faults(checks) == "")
    }

    @Test("Secrets are taken out before anything is cut or written, from texts, keys and JSON within texts")
    func redacted() async throws {
        try await converse(.spans, Self.secret)
        let captured = tracer.finishedSpans.filter { !$0.operationName.hasPrefix("execute_tool") }
        #expect(captured.contains { $0.everything.contains("[api_key]") })
        for span in captured { #expect(!span.everything.contains("abcdef0123456789"), "\(span.operationName)") }
        let arguments = try #require(tracer.span("execute_tool look")?[GenAI.Attributes.toolCallArguments])
        #expect(arguments == #"{"place":"[api_key]","inner":"{\"note\":\"[api_key]\"}"}"#)
    }

    @Test("What is to stay stays")
    func unredacted() async throws {
        try await converse(.spans, redactor: .none, Self.secret)
        #expect(tracer.span("invoke_agent")?[OpenInference.inputValue]?.contains(Self.secret) == true)
    }

    @Test(
        "JSON is redacted by value, by name and within texts, and stays JSON",
        arguments: [
            (["password": "hunter2"], ["password": "[secret]"]),
            (["client_secret": 12345, "n": 1], ["client_secret": "[secret]", "n": 1]),
            (["properties": ["password": ["type": "string"]]], ["properties": ["password": ["type": "string"]]]),
            (["sk-proj-abcdef0123456789": true], ["[api_key]": true]),
            ([#"{"a": "x\nsk-proj-abcdef0123456789\u0041"}"#], [#"{"a":"x\n[api_key]"}"#]),
            ([#"{ "kept" : 1 }"#], [#"{ "kept" : 1 }"#]),
            (#"{"to": "Bearer abc\/def\u0030123"}"#, #"{"to":"Bearer [token]"}"#),
            (["password": .null, "api_key": true], ["password": .null, "api_key": true]),
        ] as [(JSONValue, JSONValue)]
    )
    func json(value: JSONValue, redacted: JSONValue) {
        #expect(Redactor.secrets.redact(value) == redacted)
    }

    @Test(
        "The variable asks for content in the words of the conventions; a typing error asks for none",
        arguments: [
            ("SPAN_ONLY", true, false), ("span_only", true, false), ("true", true, false), ("EVENT_ONLY", false, true),
            ("SPAN_AND_EVENT", true, true), ("NO_CONTENT", false, false), ("", false, false), ("yes", false, false), (nil, false, false),
        ] as [(String?, Bool, Bool)]
    )
    func variable(value: String?, onSpans: Bool, onEvents: Bool) {
        let capture = ContentCapture(environment: value.map { [ContentCapture.variable: $0] } ?? [:])
        #expect(capture.onSpans == onSpans)
        #expect(capture.onEvents == onEvents)
    }
}
