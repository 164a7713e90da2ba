import GlueJSON
import GlueSemantics
import Testing

@testable import GlueLLM

@Suite("Requests to chat completions")
struct OpenAIRequestTests {
    private func body(_ messages: [Message], tools: [ToolDefinition] = [], _ parameters: ModelParameters = ModelParameters()) throws
        -> JSONValue
    {
        let request = ModelRequest(model: "m", messages: messages, tools: tools, parameters: parameters)
        return .object(try OpenAIRequest(request).json)
    }

    private func messages(_ messages: Message...) throws -> JSONValue { try #require(try body(messages)["messages"]) }

    @Test("Text goes as text, under its role and name")
    func text() throws {
        let json = try messages(.system("s"), Message(.user, parts: [.text("u")], name: "Ann"), .assistant("a"), .user(""))
        #expect(
            json == [
                ["role": "system", "content": "s"], ["role": "user", "name": "Ann", "content": "u"], ["role": "assistant", "content": "a"],
                ["role": "user", "content": ""],
            ]
        )
    }

    @Test("Images, sound, documents and files keep their place beside the text")
    func media() throws {
        let json = try messages(
            Message(
                .user,
                parts: [
                    .text("look"), .uri(modality: "image", mimeType: nil, uri: "https://example.com/a.png"),
                    .blob(modality: "image", mimeType: "image/jpeg", base64: "AAAA"),
                    .blob(modality: "audio", mimeType: "audio/mpeg", base64: "BBBB"),
                    .blob(modality: "document", mimeType: nil, base64: "CCCC"),
                    .file(modality: "document", mimeType: nil, id: "file-1"),
                    .other(type: "house", ["type": "house", "x": 1]),
                ]
            )
        )
        #expect(
            json[0]?["content"] == [
                ["type": "text", "text": "look"],
                ["type": "image_url", "image_url": ["url": "https://example.com/a.png"]],
                ["type": "image_url", "image_url": ["url": "data:image/jpeg;base64,AAAA"]],
                ["type": "input_audio", "input_audio": ["data": "BBBB", "format": "mp3"]],
                ["type": "file", "file": ["filename": "document", "file_data": "data:application/pdf;base64,CCCC"]],
                ["type": "file", "file": ["file_id": "file-1"]],
                ["type": "house", "x": 1],
            ]
        )
    }

    @Test(
        "What the API has no form for is refused before it is sent",
        arguments: [
            MessagePart.uri(modality: "video", mimeType: nil, uri: "https://example.com"),
            .blob(modality: "video", mimeType: nil, base64: ""),
        ]
    )
    func unsupported(part: MessagePart) {
        let error = #expect(throws: LLMError.self) { try body([Message(.user, parts: [part])]) }
        #expect(error?.kind == .invalidRequest)
        #expect(error?.message.contains("video") == true)
    }

    @Test("Whether an answer comes in pieces is not for an extra member to say", arguments: [true, false])
    func stream(isStreamed: Bool) {
        let error = #expect(throws: LLMError.self) { try body([], tools: [], ModelParameters(extra: ["stream": .bool(isStreamed)])) }
        #expect(error?.kind == .invalidRequest)
        #expect(error?.message.contains("stream") == true)
    }

    @Test("Tool calls go with their arguments as text, answers as messages of their own, reasoning not at all")
    func tools() throws {
        let calls: [MessagePart] = [
            .reasoning("hm"), .toolCall(.add(1, 2, id: "1")), .toolCall(ToolCall(id: "2", name: "now", arguments: .null)),
            .toolCall(ToolCall(id: nil, name: "bad", arguments: "{bad")),
        ]
        let json = try messages(
            Message(.assistant, parts: calls),
            .tool(id: "1", response: 3),
            Message(.user, parts: [.toolCallResponse(ToolCallResponse(id: "2", response: "noon")), .text("and?")])
        )
        #expect(
            json == [
                [
                    "role": "assistant", "content": .null,
                    "tool_calls": [
                        ["id": "1", "type": "function", "function": ["name": "add", "arguments": #"{"a":1,"b":2}"#]],
                        ["id": "2", "type": "function", "function": ["name": "now", "arguments": "{}"]],
                        ["type": "function", "function": ["name": "bad", "arguments": "{bad"]],
                    ],
                ],
                ["role": "tool", "tool_call_id": "1", "content": "3"],
                ["role": "tool", "tool_call_id": "2", "content": "noon"],
                ["role": "user", "content": "and?"],
            ]
        )
    }

    @Test("Parameters go under their names; what is not set is not sent; extra members win")
    func parameters() throws {
        #expect(try body([.user("u")]).object?.keys == ["model", "messages"])
        let parameters = ModelParameters(
            temperature: 0.5,
            topP: 0.9,
            maxTokens: 7,
            stopSequences: ["END"],
            seed: 3,
            frequencyPenalty: 0.1,
            presencePenalty: 0.2,
            reasoningEffort: "low",
            toolChoice: .required,
            parallelToolCalls: false,
            extra: ["n": 2, "seed": 4]
        )
        let json = try body([], tools: [], parameters)
        #expect(
            json == [
                "model": "m", "messages": [], "temperature": 0.5, "top_p": 0.9, "max_tokens": 7, "stop": ["END"], "seed": 4,
                "frequency_penalty": 0.1, "presence_penalty": 0.2, "reasoning_effort": "low", "n": 2,
            ]
        )
    }

    @Test(
        "A choice of tools goes along with tools",
        arguments: [
            (.automatic, "auto"), (.none, "none"), (.required, "required"),
            (.tool("add"), ["type": "function", "function": ["name": "add"]]),
        ] as [(ToolChoice, JSONValue)]
    )
    func toolChoice(choice: ToolChoice, json: JSONValue) throws {
        let body = try body([], tools: [AnyTool(Add()).definition], ModelParameters(toolChoice: choice, parallelToolCalls: true))
        #expect(body["tool_choice"] == json)
        #expect(body["parallel_tool_calls"] == true)
        #expect(body["tools"]?[0]?["function"]?["name"] == "add")
        #expect(body["tools"]?[0]?["function"]?["parameters"] == Add().parameters.value)
    }

    @Test(
        "The bound for the answer has the name that the model's server reads",
        arguments: [
            ("gpt-4o", true, "max_completion_tokens"), ("o3-mini", true, "max_completion_tokens"), ("llama3.2", false, "max_tokens"),
            ("gpt-4o", false, "max_tokens"), ("openai/o3", false, "max_completion_tokens"), ("gpt-5-mini", false, "max_completion_tokens"),
            ("gpt-5.1", false, "max_completion_tokens"), ("gpt-oss-20b", false, "max_tokens"), ("olmo", false, "max_tokens"),
            ("", false, "max_tokens"),
        ]
    )
    func outputLimit(model: String, isOpenAI: Bool, name: String) {
        #expect(OutputLimitName.automatic.member(for: model, isOpenAI: isOpenAI) == name)
        #expect(OutputLimitName.maxTokens.member(for: model, isOpenAI: isOpenAI) == "max_tokens")
        #expect(OutputLimitName.maxCompletionTokens.member(for: model, isOpenAI: isOpenAI) == "max_completion_tokens")
    }

    @Test("OpenAI's own server and those that speak like it have names of their own for some things")
    func names() throws {
        let parameters = ModelParameters(
            topK: 5,
            seed: 3,
            tokenProbabilities: 2,
            choices: 2,
            promptCaching: PromptCaching(lifetime: .long, key: "k"),
            endUser: "u1"
        )
        let openAI = try OpenAIRequest(ModelRequest(.user("u"), parameters: parameters), isOpenAI: true).json
        #expect(
            openAI == [
                "model": "m", "messages": [["role": "user", "content": "u"]], "seed": 3, "logprobs": true, "top_logprobs": 2, "n": 2,
                "safety_identifier": "u1", "prompt_cache_key": "k", "prompt_cache_retention": "24h",
            ]
        )
        let other = try OpenAIRequest(ModelRequest(.user("u"), parameters: parameters), dialect: ChatDialect(seedName: "random_seed")).json
        #expect(
            other == [
                "model": "m", "messages": [["role": "user", "content": "u"]], "top_k": 5, "random_seed": 3, "logprobs": true,
                "top_logprobs": 2, "n": 2, "user": "u1",
            ]
        )
    }

    @Test("A schema goes as one where the server knows schemas, else JSON is asked for")
    func output() throws {
        let schema = OutputSchema(name: "city", schema: JSONSchema(["type": "object"]))
        var request = ModelRequest(.user("u"))
        request.output = .schema(schema)
        #expect(
            try OpenAIRequest(request).json["response_format"]
                == ["type": "json_schema", "json_schema": ["name": "city", "schema": ["type": "object"], "strict": true]]
        )
        #expect(
            try OpenAIRequest(request, dialect: ChatDialect(structuredOutput: .tool)).json["response_format"] == ["type": "json_object"]
        )
        request.output = .json
        #expect(try OpenAIRequest(request).json["response_format"] == ["type": "json_object"])
    }

    @Test("What only another provider can read is left out")
    func state() throws {
        let message = Message(.assistant, parts: [.text("a"), .state(of: "anthropic", ["signature": "s"])])
        #expect(try messages(message) == [["role": "assistant", "content": "a"]])
    }

    @Test("A server that lets nobody choose is not told whether several tools may be asked for")
    func parallel() throws {
        let request = ModelRequest(.user("u"), tools: [AnyTool(Add()).definition], parameters: ModelParameters(parallelToolCalls: false))
        #expect(try OpenAIRequest(request, dialect: ChatDialect(takesParallelToolCalls: false)).json["parallel_tool_calls"] == nil)
    }
}
