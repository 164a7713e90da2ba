import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing

@testable import GlueLLM

@Suite("Anthropic's Messages")
struct AnthropicTests {
    private let provider: AnthropicProvider
    init() throws { provider = try AnthropicProvider(apiKey: "sk-ant-0123456789abcdef") }

    private static let signature = MessagePart.state(of: "anthropic", ["signature": "c2ln"])
    private static let search: JSONValue = ["type": "server_tool_use", "id": "srv_1", "name": "web_search", "input": ["query": "Paris"]]
    private static let found: JSONValue = [
        "type": "web_search_tool_result", "tool_use_id": "srv_1", "content": [["type": "web_search_result", "url": "u"]],
    ]

    static let whole: JSONValue = [
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5-20250929",
        "content": [
            ["type": "thinking", "thinking": "Let me see.", "signature": "c2ln"], ["type": "redacted_thinking", "data": "ZW5j"],
            ["type": "text", "text": "I look it up 🌤.", "citations": nil], search, found,
            ["type": "tool_use", "id": "toolu_1", "name": "add", "input": ["a": 1, "b": 2]],
            ["type": "tool_use", "id": "toolu_2", "name": "now", "input": [:]],
        ],
        "stop_reason": "tool_use", "stop_sequence": nil,
        "usage": [
            "input_tokens": 10, "cache_creation_input_tokens": 3, "cache_read_input_tokens": 5, "output_tokens": 20,
            "service_tier": "standard",
        ],
    ]

    static let answer = ModelResponse(
        id: "msg_1",
        model: "claude-sonnet-4-5-20250929",
        choices: [
            Message(
                .assistant,
                parts: [
                    .reasoning("Let me see."), signature,
                    .state(of: "anthropic", ["block": ["type": "redacted_thinking", "data": "ZW5j"]]), .text("I look it up 🌤."),
                    .state(of: "anthropic", ["block": search]), .state(of: "anthropic", ["block": found]),
                    .toolCall(.add(1, 2, id: "toolu_1")), .toolCall(ToolCall(id: "toolu_2", name: "now", arguments: [:])),
                ],
                finishReason: .toolCall
            )
        ],
        usage: Usage(inputTokens: 18, outputTokens: 20, cachedInputTokens: 5, cacheWriteInputTokens: 3)
    )

    private static func block(_ index: Int64, _ start: JSONValue, _ deltas: JSONValue...) -> [JSONValue] {
        [["type": "content_block_start", "index": .integer(index), "content_block": start]]
            + deltas.map { ["type": "content_block_delta", "index": .integer(index), "delta": $0] }
            + [["type": "content_block_stop", "index": .integer(index)]]
    }

    /// Every event of a stream, and one that nobody knows yet.
    static let stream: [JSONValue] =
        [
            [
                "type": "message_start",
                "message": [
                    "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5-20250929", "content": [],
                    "stop_reason": nil, "stop_sequence": nil,
                    "usage": ["input_tokens": 10, "cache_creation_input_tokens": 3, "cache_read_input_tokens": 5, "output_tokens": 1],
                ],
            ], ["type": "ping"],
        ]
        + block(
            0,
            ["type": "thinking", "thinking": "", "signature": ""],
            ["type": "thinking_delta", "thinking": "Let me "],
            ["type": "thinking_delta", "thinking": "see."],
            ["type": "signature_delta", "signature": "c2ln"]
        ) + block(1, ["type": "redacted_thinking", "data": "ZW5j"])
        + block(
            2,
            ["type": "text", "text": ""],
            ["type": "text_delta", "text": "I look "],
            ["type": "citations_delta", "citation": ["type": "char_location"]],
            ["type": "new_delta", "new": 1],
            ["type": "text_delta", "text": "it up 🌤."]
        )
        + block(
            3,
            ["type": "server_tool_use", "id": "srv_1", "name": "web_search", "input": [:]],
            ["type": "input_json_delta", "partial_json": "{\"query\":"],
            ["type": "input_json_delta", "partial_json": "\"Paris\"}"]
        ) + block(4, found)
        + block(
            5,
            ["type": "tool_use", "id": "toolu_1", "name": "add", "input": [:]],
            ["type": "input_json_delta", "partial_json": ""],
            ["type": "input_json_delta", "partial_json": "{\"a\":1,"],
            ["type": "input_json_delta", "partial_json": "\"b\":2}"]
        ) + block(6, ["type": "tool_use", "id": "toolu_2", "name": "now", "input": [:]])
        + [
            ["type": "unheard_of", "index": 9],
            ["type": "message_delta", "delta": ["stop_reason": "tool_use", "stop_sequence": nil], "usage": ["output_tokens": 20]],
            ["type": "message_stop"],
        ]

    @Test("A whole answer, with all its kinds of blocks")
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
        #expect(try Wire.read(bytes, by: provider, cutAt: Array(bytes.indices)).events == events)
    }

    @Test("Without its last event a stream has broken")
    func progress() throws {
        #expect(try Wire.read(Wire.events(Self.stream.dropLast()), by: provider).progress == .open)
    }

    @Test("What came goes back as it came: thoughts with their signature, tools of Anthropic's own")
    func roundTrip() throws {
        let request = ModelRequest(
            .system("Be terse."),
            .user("1 + 2?"),
            Self.answer.choices[0],
            .tool(id: "toolu_1", response: 3),
            .tool(id: "toolu_2", response: "noon"),
            .user("And?")
        )
        let body = try Wire.body(request, by: provider)
        #expect(body["system"] == "Be terse.")
        let turns = try #require(body["messages"]?.array)
        #expect(turns.map { $0["role"] } == ["user", "assistant", "user"])
        let blocks = try #require(Self.whole["content"]?.array)
        #expect(turns[1]["content"]?[0] == blocks[0])
        #expect(turns[1]["content"]?[1] == blocks[1])
        #expect(turns[1]["content"]?[3] == Self.search)
        #expect(turns[1]["content"]?[4] == Self.found)
        #expect(turns[1]["content"]?[5] == blocks[5])
        #expect(
            turns[2]["content"] == [
                ["type": "tool_result", "tool_use_id": "toolu_1", "content": "3"],
                ["type": "tool_result", "tool_use_id": "toolu_2", "content": "noon"], ["type": "text", "text": "And?"],
            ]
        )
    }

    @Test("A thought without its signature is not sent, nor what another provider alone can read")
    func foreign() throws {
        let message = Message(.assistant, parts: [.reasoning("hm"), .text("so"), .text(""), .state(of: "gcp.gemini", ["signature": "s"])])
        #expect(
            try Wire.body(ModelRequest(message), by: provider)["messages"] == [
                ["role": "assistant", "content": [["type": "text", "text": "so"]]]
            ]
        )
    }

    @Test("Images and documents by address, within the message and uploaded before")
    func media() throws {
        let message = Message(
            .user,
            parts: [
                .uri(modality: "image", mimeType: nil, uri: "https://x.example/a.png"),
                .blob(modality: "image", mimeType: "image/webp", base64: "AA"),
                .blob(modality: "document", mimeType: nil, base64: "BB"), .file(modality: "document", mimeType: nil, id: "file_1"),
            ]
        )
        #expect(
            try Wire.body(ModelRequest(message), by: provider)["messages"]?[0]?["content"] == [
                ["type": "image", "source": ["type": "url", "url": "https://x.example/a.png"]],
                ["type": "image", "source": ["type": "base64", "media_type": "image/webp", "data": "AA"]],
                ["type": "document", "source": ["type": "base64", "media_type": "application/pdf", "data": "BB"]],
                ["type": "document", "source": ["type": "file", "file_id": "file_1"]],
            ]
        )
        let error = #expect(throws: LLMError.self) {
            try Wire.body(ModelRequest(Message(.user, parts: [.blob(modality: "audio", mimeType: nil, base64: "AA")])), by: provider)
        }
        #expect(error?.kind == .invalidRequest)
        #expect(error?.message.contains("audio") == true)
    }

    @Test("Parameters go under their names; the bound for tokens always goes")
    func parameters() throws {
        #expect(try Wire.body(ModelRequest(.user("u")), by: provider).object?.keys == ["model", "max_tokens", "messages"])
        #expect(try Wire.body(ModelRequest(.user("u")), by: provider)["max_tokens"] == 8192)
        let parameters = ModelParameters(
            temperature: 0.5,
            topP: 0.9,
            topK: 4,
            maxTokens: 7,
            stopSequences: ["END"],
            seed: 3,
            frequencyPenalty: 1,
            presencePenalty: 1,
            tokenProbabilities: 2,
            endUser: "u1",
            extra: ["service_tier": "auto"]
        )
        let body = try Wire.body(ModelRequest(.user("u"), parameters: parameters), by: provider, isStreamed: true)
        #expect(
            body == [
                "model": "m", "max_tokens": 7, "messages": [["role": "user", "content": [["type": "text", "text": "u"]]]],
                "temperature": 0.5,
                "top_p": 0.9, "top_k": 4, "stop_sequences": ["END"], "metadata": ["user_id": "u1"], "stream": true, "service_tier": "auto",
            ]
        )
    }

    @Test(
        "Several answers cannot be asked for, nor a stream by an extra member",
        arguments: [ModelParameters(choices: 2), ModelParameters(extra: ["stream": true])]
    )
    func refused(parameters: ModelParameters) {
        let error = #expect(throws: LLMError.self) { try Wire.body(ModelRequest(.user("u"), parameters: parameters), by: provider) }
        #expect(error?.kind == .invalidRequest)
    }

    @Test(
        "A choice of tools, and whether several may be asked for",
        arguments: [
            (nil, nil, nil), (.automatic, nil, ["type": "auto"]), (.required, true, ["type": "any", "disable_parallel_tool_use": false]),
            (.tool("add"), false, ["type": "tool", "name": "add", "disable_parallel_tool_use": true]),
            (ToolChoice.none, true, ["type": "none"]),
            (nil, false, ["type": "auto", "disable_parallel_tool_use": true]),
        ] as [(ToolChoice?, Bool?, JSONValue?)]
    )
    func toolChoice(choice: ToolChoice?, parallel: Bool?, json: JSONValue?) throws {
        let parameters = ModelParameters(toolChoice: choice, parallelToolCalls: parallel)
        let body = try Wire.body(ModelRequest(.user("u"), tools: [AnyTool(Add()).definition], parameters: parameters), by: provider)
        #expect(body["tool_choice"] == json)
        #expect(body["tools"]?[0]?["name"] == "add")
        #expect(body["tools"]?[0]?["input_schema"] == Add().parameters.value)
    }

    @Test(
        "How hard a model thinks is said in words or in tokens, by the model",
        arguments: [
            ("claude-opus-4-5", 8192, "low", ["output_config": ["effort": "low"]]),
            ("claude-sonnet-4-6", 8192, "max", ["output_config": ["effort": "max"]]),
            ("claude-sonnet-4-5-20250929", 8192, "medium", ["thinking": ["type": "enabled", "budget_tokens": 4096]]),
            ("claude-sonnet-4-20250514", 8192, "high", ["thinking": ["type": "enabled", "budget_tokens": 8191]]),
            ("claude-3-7-sonnet-latest", 1024, "low", [:]), ("claude-haiku-4-5", 8192, "none", [:]),
        ] as [(String, Int, String, JSONObject)]
    )
    func effort(model: String, maxTokens: Int, effort: String, members: JSONObject) throws {
        let body = try Wire.body(
            ModelRequest(.user("u"), model: model, parameters: ModelParameters(maxTokens: maxTokens, reasoningEffort: effort)),
            by: provider
        )
        #expect(body["output_config"] == members["output_config"])
        #expect(body["thinking"] == members["thinking"])
    }

    @Test(
        "A model that must call a tool does not think beforehand, where it takes no words for that",
        arguments: [ToolChoice.required, .tool("add")]
    )
    func forced(choice: ToolChoice) throws {
        let parameters = ModelParameters(reasoningEffort: "high", toolChoice: choice)
        let request = ModelRequest(.user("u"), model: "claude-sonnet-4-5", tools: [AnyTool(Add()).definition], parameters: parameters)
        #expect(try Wire.body(request, by: provider)["thinking"] == nil)
    }

    @Test(
        "A schema is held to by the models that can, and forced by a tool with the others",
        arguments: [
            ("claude-sonnet-4-5-20250929", .native), ("claude-opus-4-1", .native), ("claude-opus-4-20250514", .tool),
            ("claude-3-5-haiku-latest", .tool),
            ("claude-haiku-4-5", .native), ("claude-fable-5", .native), ("else", .tool),
        ] as [(String, StructuredOutputMode)]
    )
    func structured(model: String, mode: StructuredOutputMode) throws {
        #expect(provider.structuredOutput(for: model) == mode)
        var request = ModelRequest(.user("u"), model: model)
        request.output = .schema(OutputSchema(name: "n", schema: JSONSchema(["type": "object"])))
        #expect(try Wire.body(request, by: provider)["output_config"] == ["format": ["type": "json_schema", "schema": ["type": "object"]]])
    }

    @Test("The cache is told where the common beginning ends")
    func caching() throws {
        let mark: JSONValue = ["type": "ephemeral"]
        let tools = [AnyTool(Add()).definition]
        func body(_ caching: PromptCaching, system: Bool = true) throws -> JSONValue {
            let messages: [Message] = (system ? [.system("a"), .system("b")] : []) + [.user("u")]
            return try Wire.body(
                ModelRequest(model: "m", messages: messages, tools: tools, parameters: ModelParameters(promptCaching: caching)),
                by: provider
            )
        }
        let instructions = try body(PromptCaching())
        #expect(instructions["system"] == [["type": "text", "text": "a"], ["type": "text", "text": "b", "cache_control": mark]])
        #expect(instructions["tools"]?[0]?["cache_control"] == nil)
        #expect(instructions["messages"]?[0]?["content"]?[0]?["cache_control"] == nil)
        #expect(try body(PromptCaching(), system: false)["tools"]?[0]?["cache_control"] == mark)
        let conversation = try body(PromptCaching(extent: .conversation, lifetime: .long))
        #expect(conversation["messages"]?[0]?["content"]?[0]?["cache_control"] == ["type": "ephemeral", "ttl": "1h"])
    }

    @Test(
        "Why it stopped",
        arguments: [
            ("end_turn", .stop), ("stop_sequence", .stop), ("max_tokens", .length), ("model_context_window_exceeded", .length),
            ("refusal", .contentFilter),
            ("pause_turn", FinishReason(rawValue: "pause_turn")),
        ] as [(String, FinishReason)]
    )
    func reasons(wire: String, reason: FinishReason) throws {
        let answer = try Wire.response(["content": [], "stop_reason": .string(wire)], by: provider)
        #expect(answer.choices.first?.finishReason == reason)
        #expect(answer.usage == nil)
    }

    @Test(
        "Errors within a stream",
        arguments: [
            ("overloaded_error", .server), ("rate_limit_error", .rateLimit), ("authentication_error", .authentication),
            ("timeout_error", .timeout),
            ("request_too_large", .tokenLimit),
        ] as [(String, LLMError.Kind)]
    )
    func failures(type: String, kind: LLMError.Kind) {
        let piece: JSONValue = ["type": "error", "error": ["type": .string(type), "message": "no"], "request_id": "req_7"]
        let error = #expect(throws: LLMError.self) { try Wire.read(Wire.events([piece], isNamed: true), by: provider) }
        #expect(error?.kind == kind)
        #expect(error?.requestID == "req_7")
        #expect(error?.provider == "anthropic")
    }

    @Test("Over HTTP: path, headers, and a status that only Anthropic has")
    func http() async throws {
        let replies: [LoopbackServer.Reply] = [
            .json(Self.whole, headers: ["request-id": "req_1"]),
            .json(
                ["type": "error", "error": ["type": "overloaded_error", "message": "Overloaded"]],
                status: 529,
                headers: ["request-id": "req_2"]
            ),
        ]
        try await LoopbackServer.running({ replies[min($0, 1)] }) { server, baseURL in
            let base = String(baseURL.dropLast("/v1".count))
            let provider = try AnthropicProvider(
                baseURL: base,
                apiKey: "sk-ant-0123456789abcdef",
                headers: ["anthropic-beta": "files-api-2025-04-14"]
            )
            #expect(try await provider.respond(to: ModelRequest(.user("u"))) == Self.answer)
            let received = try #require(server.received.first)
            #expect(received.path == "/v1/messages")
            #expect(received["x-api-key"] == "sk-ant-0123456789abcdef")
            #expect(received["authorization"] == nil)
            #expect(received["anthropic-version"] == "2023-06-01")
            #expect(received["anthropic-beta"] == "files-api-2025-04-14")
            let error = await #expect(throws: LLMError.self) { try await provider.respond(to: ModelRequest(.user("u"))) }
            #expect(error?.kind == .server)
            #expect(error?.isRetryable == true)
            #expect(error?.requestID == "req_2")
        }
    }

    @Test("What is no answer is told as such", arguments: [["content": "text"], [], [:]] as [JSONValue])
    func garbage(json: JSONValue) {
        let error = #expect(throws: LLMError.self) { try Wire.response(json, by: provider) }
        #expect(error?.kind == .invalidResponse)
    }
}
