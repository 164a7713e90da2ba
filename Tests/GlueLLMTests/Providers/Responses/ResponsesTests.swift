import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueLLM

@Suite("OpenAI's responses")
struct ResponsesTests {
    private let provider: OpenAIResponsesProvider
    init() throws { provider = try OpenAIResponsesProvider(apiKey: "sk-test-0123456789", reasoningSummary: "auto") }

    private static let thought: JSONValue = [
        "id": "rs_1", "type": "reasoning", "encrypted_content": "ZW5j",
        "summary": [["type": "summary_text", "text": "First."], ["type": "summary_text", "text": "Then."]],
    ]
    private static let search: JSONValue = ["id": "ws_1", "type": "web_search_call", "action": ["type": "search", "query": "q"]]
    private static let add: JSONValue = [
        "id": "fc_1", "type": "function_call", "status": "completed", "call_id": "call_1", "name": "add", "arguments": "{\"a\":1,\"b\":2}",
    ]
    private static let message: JSONValue = [
        "id": "msg_1", "type": "message", "status": "completed", "role": "assistant",
        "content": [
            [
                "type": "output_text", "text": "It is 🌤", "annotations": [],
                "logprobs": [["token": "It", "logprob": -0.5, "top_logprobs": []]],
            ]
        ],
    ]
    private static func done(_ item: JSONValue) -> JSONValue {
        var object = item.object ?? [:]
        object["status"] = "completed"
        return .object(object)
    }

    static let whole: JSONValue = [
        "id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "error": nil, "incomplete_details": nil,
        "model": "gpt-5-2025-08-07", "service_tier": "default", "output": [thought, done(search), message, add],
        "usage": [
            "input_tokens": 10, "input_tokens_details": ["cached_tokens": 4], "output_tokens": 20,
            "output_tokens_details": ["reasoning_tokens": 8],
            "total_tokens": 30,
        ],
    ]

    static let answer = ModelResponse(
        id: "resp_1",
        model: "gpt-5-2025-08-07",
        choices: [
            Message(
                .assistant,
                parts: [
                    .reasoning("First.\n\nThen."), .state(of: "openai.responses", ["item": thought]),
                    .state(of: "openai.responses", ["item": search]),
                    .text("It is 🌤"), .toolCall(.add(1, 2)),
                ],
                finishReason: .toolCall
            )
        ],
        usage: Usage(inputTokens: 10, outputTokens: 20, cachedInputTokens: 4, reasoningTokens: 8),
        details: [OpenAINames.responseServiceTier: "default"],
        tokenProbabilities: [[TokenProbability(token: "It", logProbability: -0.5)]]
    )

    private static func event(_ type: String, _ index: Int64? = nil, _ members: JSONObject = [:]) -> JSONValue {
        var object: JSONObject = ["type": .string("response." + type), "sequence_number": 0]
        object["output_index"] = index.map(JSONValue.integer)
        for member in members { object[member.key] = member.value }
        return .object(object)
    }

    private static let begun: JSONValue = [
        "id": "resp_1", "status": "in_progress", "model": "gpt-5-2025-08-07", "output": [], "usage": nil, "error": nil,
    ]

    /// Every event that a response can stream, and one that nobody knows yet.
    static let stream: [JSONValue] = [
        event("queued", nil, ["response": begun]), event("created", nil, ["response": begun]),
        event("in_progress", nil, ["response": begun]),
        event("output_item.added", 0, ["item": ["id": "rs_1", "type": "reasoning", "summary": []]]),
        event("reasoning_summary_part.added", 0, ["summary_index": 0, "part": ["type": "summary_text", "text": ""]]),
        event("reasoning_summary_text.delta", 0, ["summary_index": 0, "delta": "Fir"]),
        event("reasoning_summary_text.delta", 0, ["summary_index": 0, "delta": "st."]),
        event("reasoning_summary_text.done", 0, ["summary_index": 0, "text": "First."]),
        event("reasoning_summary_part.done", 0, ["summary_index": 0, "part": ["type": "summary_text", "text": "First."]]),
        event("reasoning_summary_part.added", 0, ["summary_index": 1, "part": ["type": "summary_text", "text": ""]]),
        event("reasoning_summary_text.delta", 0, ["summary_index": 1, "delta": "Then."]),
        event("output_item.done", 0, ["item": thought]),
        event("output_item.added", 1, ["item": ["id": "ws_1", "type": "web_search_call", "status": "in_progress"]]),
        event("web_search_call.in_progress", 1), event("web_search_call.searching", 1), event("web_search_call.completed", 1),
        event("output_item.done", 1, ["item": done(search)]), event("file_search_call.in_progress", 1),
        event("file_search_call.searching", 1),
        event("file_search_call.completed", 1), event("code_interpreter_call.in_progress", 1),
        event("code_interpreter_call_code.delta", 1, ["delta": "1"]),
        event("code_interpreter_call_code.done", 1, ["code": "1"]), event("code_interpreter_call.interpreting", 1),
        event("code_interpreter_call.completed", 1), event("image_generation_call.in_progress", 1),
        event("image_generation_call.generating", 1),
        event("image_generation_call.partial_image", 1, ["partial_image_b64": "AA"]), event("image_generation_call.completed", 1),
        event("mcp_list_tools.in_progress", 1), event("mcp_list_tools.completed", 1), event("mcp_list_tools.failed", 1),
        event("mcp_call.in_progress", 1),
        event("mcp_call_arguments.delta", 1, ["delta": "{}"]), event("mcp_call_arguments.done", 1, ["arguments": "{}"]),
        event("mcp_call.completed", 1),
        event("mcp_call.failed", 1),
        event("output_item.added", 2, ["item": ["id": "msg_1", "type": "message", "role": "assistant", "content": []]]),
        event("content_part.added", 2, ["content_index": 0, "part": ["type": "output_text", "text": ""]]),
        event(
            "output_text.delta",
            2,
            ["content_index": 0, "delta": "It is ", "logprobs": [["token": "It", "logprob": -0.5, "top_logprobs": []]]]
        ),
        event("output_text.delta", 2, ["content_index": 0, "delta": "🌤", "logprobs": []]),
        event("output_text.annotation.added", 2, ["annotation": ["type": "url_citation"]]),
        event("output_text.done", 2, ["content_index": 0, "text": "It is 🌤"]),
        event("content_part.done", 2, ["content_index": 0, "part": ["type": "output_text", "text": "It is 🌤"]]),
        event("output_item.done", 2, ["item": message]),
        event(
            "output_item.added",
            3,
            ["item": ["id": "fc_1", "type": "function_call", "call_id": "call_1", "name": "add", "arguments": ""]]
        ),
        event("function_call_arguments.delta", 3, ["delta": "{\"a\":1,"]), event("function_call_arguments.delta", 3, ["delta": "\"b\":2}"]),
        event("function_call_arguments.done", 3, ["arguments": "{\"a\":1,\"b\":2}"]), event("output_item.done", 3, ["item": add]),
        event("unheard_of", 3), event("completed", nil, ["response": whole]),
    ]

    @Test("A whole answer, with all its kinds of items")
    func response() throws {
        #expect(try Wire.response(Self.whole, by: provider) == Self.answer)
    }

    @Test("A stream makes the same answer, wherever its bytes are split")
    func splits() throws {
        let bytes = Wire.events(Self.stream, isNamed: true)
        let (events, progress) = try Wire.read(bytes, by: provider)
        #expect(progress == .over)
        #expect(Wire.whole(events) == Self.answer)
        for place in bytes.indices { #expect(try Wire.read(bytes, by: provider, cutAt: [place]).events == events, "cut at \(place)") }
        #expect(try Wire.read(Wire.events(Array(Self.stream.dropLast())), by: provider).progress == .open)
    }

    @Test("Refusals, thoughts in full, tools that write text and arguments that come at once")
    func others() throws {
        let stream: [JSONValue] = [
            Self.event("created", nil, ["response": Self.begun]),
            Self.event("content_part.added", 0, ["part": ["type": "reasoning_text", "text": ""]]),
            Self.event("reasoning_text.delta", 0, ["delta": "hm"]),
            Self.event("reasoning_text.done", 0, ["text": "hm"]),
            Self.event("output_item.added", 1, ["item": ["type": "custom_tool_call", "call_id": "c1", "name": "sql", "input": ""]]),
            Self.event("custom_tool_call_input.delta", 1, ["delta": "SELECT 1"]),
            Self.event("custom_tool_call_input.done", 1, ["input": "SELECT 1"]),
            Self.event("output_item.added", 2, ["item": ["type": "function_call", "call_id": "c2", "name": "now"]]),
            Self.event("output_item.done", 2, ["item": ["type": "function_call", "call_id": "c2", "name": "now", "arguments": "{}"]]),
            Self.event("output_item.done", 3, ["item": ["type": "image_generation_call", "result": "AAAA", "output_format": "webp"]]),
            Self.event("refusal.delta", 4, ["delta": "No."]), Self.event("refusal.done", 4, ["refusal": "No."]),
            Self.event(
                "incomplete",
                nil,
                ["response": ["id": "resp_1", "status": "incomplete", "incomplete_details": ["reason": "max_output_tokens"]]]
            ),
        ]
        let (events, progress) = try Wire.read(Wire.events(stream), by: provider)
        #expect(progress == .over)
        #expect(
            Wire.whole(events).choices == [
                Message(
                    .assistant,
                    parts: [
                        .reasoning("hm"), .toolCall(ToolCall(id: "c1", name: "sql", arguments: "SELECT 1")),
                        .toolCall(ToolCall(id: "c2", name: "now", arguments: [:])),
                        .blob(modality: "image", mimeType: "image/webp", base64: "AAAA"),
                        .text("No."),
                    ],
                    finishReason: .length
                )
            ]
        )
    }

    @Test(
        "Why it ended",
        arguments: [
            (
                ["status": "completed", "output": [["type": "message", "content": [["type": "refusal", "refusal": "No."]]]]], .contentFilter
            ),
            (["status": "completed", "output": []], .stop),
            (["status": "incomplete", "incomplete_details": ["reason": "content_filter"], "output": []], .contentFilter),
            (["status": "cancelled", "output": []], .error),
        ] as [(JSONValue, FinishReason)]
    )
    func reasons(json: JSONValue, reason: FinishReason) throws {
        #expect(try Wire.response(json, by: provider).choices.first?.finishReason == reason)
    }

    @Test(
        "Failures within a stream",
        arguments: [
            (["type": "error", "code": "rate_limit_exceeded", "message": "slow"], .rateLimit),
            (["type": "response.failed", "response": ["status": "failed", "error": ["code": "server_error", "message": "oh"]]], .server),
        ] as [(JSONValue, LLMError.Kind)]
    )
    func failures(piece: JSONValue, kind: LLMError.Kind) {
        let error = #expect(throws: LLMError.self) { try Wire.read(Wire.events([piece], isNamed: true), by: provider) }
        #expect(error?.kind == kind)
        #expect(error?.excerpt != nil)
    }

    @Test("A failed answer of status 200 is an error")
    func failed() {
        let json: JSONValue = ["status": "failed", "error": ["code": "server_error", "message": "oh"], "output": []]
        #expect(#expect(throws: LLMError.self) { try Wire.response(json, by: provider) }?.kind == .server)
    }

    private static let conversation: [Message] = [
        .system("Be terse."), .user("1 + 2?"), answer.choices[0], .tool(id: "call_1", response: 3),
    ]

    @Test("Kept here, the whole conversation goes, with thoughts that only OpenAI can read")
    func stateless() throws {
        let request = ModelRequest(model: "m", messages: Self.conversation)
        let body = try Wire.body(request, by: provider)
        #expect(body["instructions"] == "Be terse.")
        #expect(body["store"] == false)
        #expect(body["include"] == ["reasoning.encrypted_content"])
        #expect(body["reasoning"] == ["summary": "auto"])
        #expect(
            body["input"] == [
                ["type": "message", "role": "user", "content": [["type": "input_text", "text": "1 + 2?"]]], Self.thought, Self.search,
                ["type": "message", "role": "assistant", "content": [["type": "output_text", "text": "It is 🌤"]]],
                ["type": "function_call", "call_id": "call_1", "name": "add", "arguments": "{\"a\":1,\"b\":2}"],
                ["type": "function_call_output", "call_id": "call_1", "output": "3"],
            ]
        )
    }

    @Test("Kept there, a request names the answer that it follows and carries what is new")
    func threaded() throws {
        let provider = try OpenAIResponsesProvider(memory: .server)
        let answer = try Wire.response(Self.whole, by: provider)
        #expect(answer.choices[0].parts.last == .state(of: "openai.responses", ["response_id": "resp_1"]))
        #expect(Wire.whole(try Wire.read(Wire.events(Self.stream), by: provider).events) == answer)
        var messages = Self.conversation
        #expect(try Wire.body(ModelRequest(model: "m", messages: Array(messages.prefix(2))), by: provider)["previous_response_id"] == nil)
        messages[2] = answer.choices[0]
        let body = try Wire.body(ModelRequest(model: "m", messages: messages), by: provider)
        #expect(body["previous_response_id"] == "resp_1")
        #expect(body["instructions"] == "Be terse.")
        #expect(body["input"] == [["type": "function_call_output", "call_id": "call_1", "output": "3"]])
        #expect(body["store"] == nil)
    }

    @Test("Parameters go under their names; OpenAI's own tools stand beside the client's")
    func parameters() throws {
        let parameters = ModelParameters(
            temperature: 0.5,
            topP: 0.9,
            maxTokens: 7,
            reasoningEffort: "none",
            toolChoice: .tool("add"),
            parallelToolCalls: false,
            tokenProbabilities: 2,
            promptCaching: PromptCaching(lifetime: .long, key: "k"),
            endUser: "u1",
            extra: ["tools": [["type": "web_search"]], "service_tier": "flex"]
        )
        var request = ModelRequest(.user("u"), model: "gpt-5", tools: [AnyTool(Add()).definition], parameters: parameters)
        request.output = .schema(OutputSchema(name: "n", schema: JSONSchema(["type": "object"])))
        let body = try Wire.body(request, by: provider, isStreamed: true)
        #expect(body["max_output_tokens"] == 7)
        #expect(body["reasoning"] == ["effort": "minimal", "summary": "auto"])
        #expect(body["tool_choice"] == ["type": "function", "name": "add"])
        #expect(body["parallel_tool_calls"] == false)
        #expect(body["tools"]?[0]?["strict"] == false)
        #expect(body["tools"]?[1] == ["type": "web_search"])
        #expect(body["top_logprobs"] == 2)
        #expect(body["include"] == ["reasoning.encrypted_content", "message.output_text.logprobs"])
        #expect(body["prompt_cache_key"] == "k")
        #expect(body["prompt_cache_retention"] == "24h")
        #expect(body["safety_identifier"] == "u1")
        #expect(body["service_tier"] == "flex")
        #expect(body["stream"] == true)
        #expect(body["text"] == ["format": ["type": "json_schema", "name": "n", "schema": ["type": "object"], "strict": true]])
        #expect(provider.details(of: request) == [OpenAINames.apiType: "responses", OpenAINames.requestServiceTier: "flex"])
    }

    @Test("Images and files in each form")
    func media() throws {
        let message = Message(
            .user,
            parts: [
                .uri(modality: "image", mimeType: nil, uri: "https://x.example/a"), .blob(modality: "image", mimeType: nil, base64: "AA"),
                .file(modality: "image", mimeType: nil, id: "f1"), .uri(modality: "document", mimeType: nil, uri: "https://x.example/d"),
                .blob(modality: "document", mimeType: nil, base64: "BB"), .file(modality: "document", mimeType: nil, id: "f2"),
            ]
        )
        #expect(
            try Wire.body(ModelRequest(message), by: provider)["input"]?[0]?["content"] == [
                ["type": "input_image", "image_url": "https://x.example/a"],
                ["type": "input_image", "image_url": "data:image/png;base64,AA"],
                ["type": "input_image", "file_id": "f1"], ["type": "input_file", "file_url": "https://x.example/d"],
                ["type": "input_file", "filename": "document", "file_data": "data:application/pdf;base64,BB"],
                ["type": "input_file", "file_id": "f2"],
            ]
        )
        let error = #expect(throws: LLMError.self) {
            try Wire.body(ModelRequest(Message(.user, parts: [.blob(modality: "audio", mimeType: nil, base64: "AA")])), by: provider)
        }
        #expect(error?.kind == .invalidRequest)
    }

    @Test("What is no answer is told as such", arguments: [[:], ["output": "text"]] as [JSONValue])
    func garbage(json: JSONValue) {
        #expect(#expect(throws: LLMError.self) { try Wire.response(json, by: provider) }?.kind == .invalidResponse)
    }
}
