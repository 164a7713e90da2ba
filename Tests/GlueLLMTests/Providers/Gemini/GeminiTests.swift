import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing
import Tracing

@testable import GlueLLM

@Suite("Gemini's generateContent")
struct GeminiTests {
    private let provider: GeminiProvider
    init() throws { provider = try GeminiProvider(apiKey: "AIzaSy-0123456789-0123456789-0123456") }

    private static func piece(_ parts: [JSONValue], finish: JSONValue? = nil, usage: JSONValue? = nil) -> JSONValue {
        var candidate: JSONObject = ["content": ["parts": .array(parts), "role": "model"], "index": 0, "safetyRatings": []]
        candidate["finishReason"] = finish
        var object: JSONObject = ["candidates": [.object(candidate)], "modelVersion": "gemini-2.5-flash", "responseId": "r1"]
        object["usageMetadata"] = usage
        return .object(object)
    }

    private static let usage: JSONValue = [
        "promptTokenCount": 10, "candidatesTokenCount": 6, "thoughtsTokenCount": 4, "toolUsePromptTokenCount": 2,
        "cachedContentTokenCount": 3,
        "totalTokenCount": 22, "promptTokensDetails": [["modality": "TEXT", "tokenCount": 10]],
    ]
    private static let code: JSONValue = ["executableCode": ["language": "PYTHON", "code": "1"]]

    static let whole = piece(
        [
            ["text": "hm hm", "thought": true], ["text": "It is 🌤", "thoughtSignature": "c2ln"], code,
            ["inlineData": ["mimeType": "image/png", "data": "AAAA"]],
            ["functionCall": ["id": "fc1", "name": "add", "args": ["a": 1, "b": 2]], "thoughtSignature": "c2ln2"],
            ["functionCall": ["name": "now", "args": [:]]],
        ],
        finish: "STOP",
        usage: usage
    )

    static let stream = [
        piece([["text": "hm ", "thought": true]]), piece([["text": "hm", "thought": true]], usage: ["promptTokenCount": 10]),
        piece([["text": "It is "]]), piece([["text": "🌤", "thoughtSignature": "c2ln"]]), piece([code]),
        piece([["inlineData": ["mimeType": "image/png", "data": "AAAA"]]]),
        piece([["functionCall": ["id": "fc1", "name": "add", "args": ["a": 1, "b": 2]], "thoughtSignature": "c2ln2"]]),
        piece([["functionCall": ["name": "now", "args": [:]]], ["thought": true], ["text": ""]]), piece([], finish: "STOP", usage: usage),
    ]

    static let answer = ModelResponse(
        id: "r1",
        model: "gemini-2.5-flash",
        choices: [
            Message(
                .assistant,
                parts: [
                    .reasoning("hm hm"), .text("It is 🌤"), .state(of: "gcp.gemini", ["signature": "c2ln"]),
                    .state(of: "gcp.gemini", ["part": code]),
                    .blob(modality: "image", mimeType: "image/png", base64: "AAAA"), .toolCall(.add(1, 2, id: "fc1")),
                    .state(of: "gcp.gemini", ["signature": "c2ln2"]),
                    .toolCall(ToolCall(id: CallNames.name(1), name: "now", arguments: [:])),
                ],
                finishReason: .toolCall
            )
        ],
        usage: Usage(inputTokens: 12, outputTokens: 10, cachedInputTokens: 3, reasoningTokens: 4)
    )

    @Test("A whole answer, with all its kinds of parts")
    func response() throws {
        #expect(try Wire.response(Self.whole, by: provider) == Self.answer)
    }

    @Test("A stream makes the same answer, wherever its bytes are split")
    func splits() throws {
        let bytes = Array(String(decoding: Wire.events(Self.stream), as: UTF8.self).replacing("\n", with: "\r\n").utf8)
        let (events, progress) = try Wire.read(bytes, by: provider)
        #expect(progress == .complete)
        #expect(Wire.whole(events) == Self.answer)
        for place in bytes.indices { #expect(try Wire.read(bytes, by: provider, cutAt: [place]).events == events, "cut at \(place)") }
        #expect(try Wire.read(Wire.events(Array(Self.stream.dropLast())), by: provider).progress == .open)
    }

    @Test("What came goes back as it came: signatures with the part that they belong to, names of our own not at all")
    func roundTrip() throws {
        let request = ModelRequest(
            .system("s"),
            .user("u"),
            Self.answer.choices[0],
            .tool(id: "fc1", response: 3),
            .tool(id: CallNames.name(1), response: ["at": "noon"])
        )
        let body = try Wire.body(request, by: provider)
        #expect(body["systemInstruction"] == ["parts": [["text": "s"]]])
        #expect(
            body["contents"] == [
                ["role": "user", "parts": [["text": "u"]]],
                [
                    "role": "model",
                    "parts": [
                        ["text": "It is 🌤", "thoughtSignature": "c2ln"], Self.code,
                        ["inlineData": ["mimeType": "image/png", "data": "AAAA"]],
                        ["functionCall": ["id": "fc1", "name": "add", "args": ["a": 1, "b": 2]], "thoughtSignature": "c2ln2"],
                        ["functionCall": ["name": "now", "args": [:]]],
                    ],
                ],
                [
                    "role": "user",
                    "parts": [
                        ["functionResponse": ["name": "add", "id": "fc1", "response": ["result": 3]]],
                        ["functionResponse": ["name": "now", "response": ["at": "noon"]]],
                    ],
                ],
            ]
        )
    }

    @Test("An answer of a tool that nobody called is refused")
    func orphan() {
        let error = #expect(throws: LLMError.self) { try Wire.body(ModelRequest(.tool(id: "x", response: 1)), by: provider) }
        #expect(error?.kind == .invalidRequest)
    }

    @Test("Media of every kind, by address and within the message")
    func media() throws {
        let message = Message(
            .user,
            parts: [
                .blob(modality: "audio", mimeType: nil, base64: "AA"), .uri(modality: "video", mimeType: nil, uri: "https://x.example/v"),
                .file(modality: "document", mimeType: "application/pdf", id: "https://g.example/files/1"),
            ]
        )
        #expect(
            try Wire.body(ModelRequest(message), by: provider)["contents"]?[0]?["parts"] == [
                ["inlineData": ["mimeType": "audio/wav", "data": "AA"]],
                ["fileData": ["mimeType": "video/mp4", "fileUri": "https://x.example/v"]],
                ["fileData": ["mimeType": "application/pdf", "fileUri": "https://g.example/files/1"]],
            ]
        )
    }

    @Test("Parameters go under their names; extra members join theirs")
    func parameters() throws {
        #expect(try Wire.body(ModelRequest(.user("u")), by: provider).object?.keys == ["contents"])
        let parameters = ModelParameters(
            temperature: 0.5,
            topP: 0.9,
            topK: 4,
            maxTokens: 7,
            stopSequences: ["END"],
            seed: 3,
            frequencyPenalty: 0.1,
            presencePenalty: 0.2,
            tokenProbabilities: 2,
            choices: 2,
            extra: ["generationConfig": ["seed": 4, "mediaResolution": "LOW"], "safetySettings": []]
        )
        let body = try Wire.body(ModelRequest(.user("u"), parameters: parameters), by: provider)
        #expect(
            body["generationConfig"] == [
                "temperature": 0.5, "topP": 0.9, "topK": 4, "maxOutputTokens": 7, "stopSequences": ["END"], "seed": 4,
                "presencePenalty": 0.2,
                "frequencyPenalty": 0.1, "candidateCount": 2, "responseLogprobs": true, "logprobs": 2, "mediaResolution": "LOW",
            ]
        )
        #expect(body["safetySettings"] == [])
    }

    static let choices: [(ToolChoice, JSONValue)] = [
        (.automatic, ["mode": "AUTO"]), (.none, ["mode": "NONE"]), (.required, ["mode": "ANY"]),
        (.tool("add"), ["mode": "ANY", "allowedFunctionNames": ["add"]]),
    ]

    @Test("A choice of tools", arguments: choices)
    func toolChoice(choice: ToolChoice, json: JSONValue) throws {
        let tools = [
            AnyTool(Add()).definition, ToolDefinition(name: "now", description: "", parameters: ["type": "object", "properties": [:]]),
        ]
        let body = try Wire.body(ModelRequest(.user("u"), tools: tools, parameters: ModelParameters(toolChoice: choice)), by: provider)
        #expect(body["toolConfig"] == ["functionCallingConfig": json])
        #expect(body["tools"]?[0]?["functionDeclarations"]?[0]?["name"] == "add")
        #expect(body["tools"]?[0]?["functionDeclarations"]?[1] == ["name": "now"])
    }

    @Test(
        "How hard a model thinks is said in words or in tokens, by the model",
        arguments: [
            ("gemini-3-pro-preview", "low", ["thinkingLevel": "low", "includeThoughts": true]),
            ("gemini-2.5-flash", "medium", ["thinkingBudget": 8192, "includeThoughts": true]),
            ("gemini-2.5-flash", "none", ["thinkingBudget": 0]),
        ] as [(String, String, JSONValue)]
    )
    func effort(model: String, effort: String, json: JSONValue) throws {
        let body = try Wire.body(ModelRequest(.user("u"), model: model, parameters: ModelParameters(reasoningEffort: effort)), by: provider)
        #expect(body["generationConfig"]?["thinkingConfig"] == json)
    }

    static let schemas: [(JSONValue, JSONValue)] = [
        (
            [
                "type": "object", "properties": ["a": ["type": "integer", "description": "d"]], "required": ["a"],
                "additionalProperties": false, "$schema": "x",
            ],
            ["type": "object", "properties": ["a": ["type": "integer", "description": "d"]], "required": ["a"]]
        ),
        (["type": ["string", "null"]], ["nullable": true, "type": "string"]),
        (["type": ["string", "integer"]], ["anyOf": [["type": "string"], ["type": "integer"]]]),
        (["anyOf": [["type": "string"], ["type": "null"]]], ["nullable": true, "type": "string"]),
        (["oneOf": [["type": "string"], ["type": "integer"]]], ["anyOf": [["type": "string"], ["type": "integer"]]]),
        (["enum": ["a", "b"]], ["enum": ["a", "b"], "type": "string"]), (["type": "integer", "enum": [1, 2]], ["type": "integer"]),
        (["const": "a"], ["enum": ["a"], "type": "string"]),
        (
            ["$defs": ["N": ["type": "string"]], "type": "array", "items": ["$ref": "#/$defs/N"]],
            ["type": "array", "items": ["type": "string"]]
        ),
    ]

    @Test("A schema is written in what Gemini reads of it", arguments: schemas)
    func schema(schema: JSONValue, converted: JSONValue) {
        #expect(GeminiSchema.convert(schema) == converted)
    }

    @Test("A schema that holds itself comes to an end")
    func endless() {
        let schema: JSONValue = ["$defs": ["N": ["type": "object", "properties": ["next": ["$ref": "#/$defs/N"]]]], "$ref": "#/$defs/N"]
        #expect(GeminiSchema.convert(schema)["properties"]?["next"]?["type"] == "object")
    }

    @Test("A schema is the form of the answer; without one, JSON is")
    func output() throws {
        var request = ModelRequest(.user("u"))
        request.output = .schema(OutputSchema(name: "n", schema: JSONSchema(["type": ["string", "null"]])))
        #expect(
            try Wire.body(request, by: provider)["generationConfig"]
                == ["responseMimeType": "application/json", "responseSchema": ["nullable": true, "type": "string"]]
        )
        request.output = .json
        #expect(try Wire.body(request, by: provider)["generationConfig"] == ["responseMimeType": "application/json"])
    }

    @Test(
        "Why it stopped",
        arguments: [
            ("STOP", .stop), ("MAX_TOKENS", .length), ("SAFETY", .contentFilter), ("RECITATION", .contentFilter),
            ("PROHIBITED_CONTENT", .contentFilter),
            ("MALFORMED_FUNCTION_CALL", .error), ("NEW_REASON", FinishReason(rawValue: "new_reason")),
        ] as [(String, FinishReason)]
    )
    func reasons(wire: String, reason: FinishReason) throws {
        #expect(try Wire.response(Self.piece([["text": "a"]], finish: .string(wire)), by: provider).choices.first?.finishReason == reason)
    }

    @Test("Where there are tools, a model before the third generation is told of the form, a later one has it set")
    func outputWithTools() throws {
        var request = ModelRequest(.system("s"), .user("u"), model: "gemini-2.5-flash", tools: [AnyTool(Add()).definition])
        request.output = .schema(OutputSchema(name: "n", schema: JSONSchema(["type": "object"])))
        let told = try Wire.body(request, by: provider)
        #expect(told["generationConfig"] == nil)
        #expect(told["systemInstruction"]?["parts"]?[0] == ["text": "s"])
        #expect(told["systemInstruction"]?["parts"]?[1]?["text"]?.string?.contains(#"{"type":"object"}"#) == true)
        request.model = "gemini-3-pro-preview"
        let set = try Wire.body(request, by: provider)
        #expect(set["generationConfig"]?["responseSchema"] == ["type": "object"])
        #expect(set["systemInstruction"] == ["parts": [["text": "s"]]])
    }

    @Test("A prompt that is blocked is an error, whole and streamed")
    func blocked() {
        let json: JSONValue = ["promptFeedback": ["blockReason": "SAFETY", "safetyRatings": []], "usageMetadata": ["promptTokenCount": 4]]
        let errors = [
            #expect(throws: LLMError.self) { try Wire.response(json, by: provider) },
            #expect(throws: LLMError.self) { try Wire.read(Wire.events([json]), by: provider) },
        ]
        #expect(errors.map { $0?.kind } == [.contentFilter, .contentFilter])
        #expect(errors[0]?.message.contains("SAFETY") == true)
    }

    @Test("Token probabilities")
    func probabilities() throws {
        var json = Self.piece([["text": "a"]], finish: "STOP").object ?? [:]
        var candidate = json["candidates"]?[0]?.object ?? [:]
        candidate["logprobsResult"] = [
            "chosenCandidates": [["token": "a", "tokenId": 1, "logProbability": -0.5]],
            "topCandidates": [["candidates": [["token": "b", "logProbability": -1]]]],
        ]
        json["candidates"] = [.object(candidate)]
        #expect(
            try Wire.response(.object(json), by: provider).tokenProbabilities
                == [[TokenProbability(token: "a", logProbability: -0.5, alternatives: [.init(token: "b", logProbability: -1)])]]
        )
    }

    @Test("Over HTTP: path, the key in a header, errors by Google's own words")
    func http() async throws {
        let refused: JSONValue = [
            "error": [
                "code": 400, "message": "API key not valid. Please pass a valid API key.", "status": "INVALID_ARGUMENT",
                "details": [
                    ["@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"]
                ],
            ]
        ]
        let wait: JSONValue = ["@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"]
        let exhausted: JSONValue = [["error": ["code": 429, "message": "quota", "status": "RESOURCE_EXHAUSTED", "details": [wait]]]]
        let replies: [LoopbackServer.Reply] = [.json(Self.whole), .json(refused, status: 400), .json(exhausted, status: 429)]
        try await LoopbackServer.running({ replies[min($0, 2)] }) { server, baseURL in
            let provider = try GeminiProvider(baseURL: baseURL, apiKey: "AIzaSy-secret-0123456789")
            #expect(try await provider.respond(to: ModelRequest(.user("u"), model: "gemini-2.5-flash")) == Self.answer)
            var kinds: [LLMError.Kind?] = []
            var waits: [Duration?] = []
            for _ in 0..<2 {
                let error = await #expect(throws: LLMError.self) {
                    try await provider.stream(ModelRequest(.user("u"), model: "tunedModels/a b"), attempt: Attempt(tracer: NoOpTracer())) {
                        _ in
                    }
                }
                kinds.append(error?.kind)
                waits.append(error?.retryAfter)
            }
            #expect(kinds == [.authentication, .rateLimit])
            #expect(waits == [nil, .milliseconds(34_500)])
            #expect(
                server.received.map(\.path) == [
                    "/v1/models/gemini-2.5-flash:generateContent", "/v1/tunedModels/a%20b:streamGenerateContent?alt=sse",
                    "/v1/tunedModels/a%20b:streamGenerateContent?alt=sse",
                ]
            )
            #expect(server.received.allSatisfy { $0["x-goog-api-key"] == "AIzaSy-secret-0123456789" && !$0.path.contains("secret") })
        }
    }

    @Test("What is no answer is told as such", arguments: [[:], ["candidates": []], []] as [JSONValue])
    func garbage(json: JSONValue) {
        let error = #expect(throws: LLMError.self) { try Wire.response(json, by: provider) }
        #expect(error?.kind == .invalidResponse)
    }
}
