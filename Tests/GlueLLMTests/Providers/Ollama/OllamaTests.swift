import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing
import Tracing

@testable import GlueLLM

@Suite("Ollama's chat")
struct OllamaTests {
    private let provider: OllamaProvider
    init() throws { provider = try OllamaProvider(keepAlive: "10m") }

    private static func line(_ message: JSONValue, _ members: JSONObject = [:]) -> JSONValue {
        var object: JSONObject = ["model": "qwen3", "created_at": "2026-01-01T00:00:00Z", "message": message, "done": false]
        for member in members { object[member.key] = member.value }
        return .object(object)
    }

    private static let end: JSONObject = [
        "done": true, "done_reason": "stop", "total_duration": 5, "load_duration": 1, "prompt_eval_count": 10, "prompt_eval_duration": 1,
        "eval_count": 7, "eval_duration": 3,
    ]
    private static let add: JSONValue = ["function": ["name": "add", "arguments": ["a": 1, "b": 2]]]
    private static let now: JSONValue = ["id": "call_x", "function": ["index": 1, "name": "now", "arguments": [:]]]

    static let whole = line(["role": "assistant", "thinking": "hm", "content": "It is 🌤", "tool_calls": [add, now]], end)

    static let stream = [
        line(["role": "assistant", "content": "", "thinking": "h"]), line(["role": "assistant", "content": "", "thinking": "m"]),
        line(["role": "assistant", "content": "It is "]), line(["role": "assistant", "content": "🌤"]),
        line(["role": "assistant", "content": "", "tool_calls": [add]]),
        line(["role": "assistant", "content": "", "tool_calls": [now, ["new": 1]]]),
        line(["role": "assistant", "content": ""], end),
    ]

    static let answer = ModelResponse(
        model: "qwen3",
        choices: [
            Message(
                .assistant,
                parts: [
                    .reasoning("hm"), .text("It is 🌤"), .toolCall(.add(1, 2, id: CallNames.name(0))),
                    .toolCall(ToolCall(id: "call_x", name: "now", arguments: [:])),
                ],
                finishReason: .toolCall
            )
        ],
        usage: Usage(inputTokens: 10, outputTokens: 7)
    )

    @Test("A whole answer")
    func response() throws {
        #expect(try Wire.response(Self.whole, by: provider) == Self.answer)
    }

    @Test("A stream makes the same answer, wherever its bytes are split, also without a last line end")
    func splits() throws {
        let bytes = Wire.lines(Self.stream)
        let (events, progress) = try Wire.read(bytes, by: provider)
        #expect(progress == .over)
        #expect(Wire.whole(events) == Self.answer)
        for place in bytes.indices { #expect(try Wire.read(bytes, by: provider, cutAt: [place]).events == events, "cut at \(place)") }
        #expect(try Wire.read(bytes.dropLast(), by: provider).progress == .over)
    }

    @Test("A stream that breaks off is open, also within its last line")
    func progress() throws {
        #expect(try Wire.read(Wire.lines(Array(Self.stream.dropLast())), by: provider).progress == .open)
        #expect(try Wire.read(Wire.lines(Self.stream).dropLast(20), by: provider).progress == .open)
    }

    @Test("A conversation goes as it went: names of our own are not sent")
    func roundTrip() throws {
        let request = ModelRequest(
            .system("s"),
            Message(.user, parts: [.text("look"), .blob(modality: "image", mimeType: nil, base64: "AA")]),
            Self.answer.choices[0],
            .tool(id: CallNames.name(0), response: 3),
            .tool(id: "call_x", response: "noon")
        )
        #expect(
            try Wire.body(request, by: provider)["messages"] == [
                ["role": "system", "content": "s"], ["role": "user", "content": "look", "images": ["AA"]],
                [
                    "role": "assistant", "content": "It is 🌤", "thinking": "hm",
                    "tool_calls": [
                        ["function": ["name": "add", "arguments": ["a": 1, "b": 2]]],
                        ["id": "call_x", "function": ["name": "now", "arguments": [:]]],
                    ],
                ],
                ["role": "tool", "content": "3", "tool_name": "add"],
                ["role": "tool", "content": "noon", "tool_name": "now", "tool_call_id": "call_x"],
            ]
        )
    }

    @Test(
        "What the API has no form for is refused before it is sent",
        arguments: [
            MessagePart.uri(modality: "image", mimeType: nil, uri: "https://x.example"),
            .blob(modality: "audio", mimeType: nil, base64: ""),
            .file(modality: "document", mimeType: nil, id: "f"), .other(type: "house", [:]),
        ]
    )
    func unsupported(part: MessagePart) {
        let error = #expect(throws: LLMError.self) { try Wire.body(ModelRequest(Message(.user, parts: [part])), by: provider) }
        #expect(error?.kind == .invalidRequest)
    }

    @Test("Parameters are options; extra ones join them")
    func parameters() throws {
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
            extra: ["options": ["num_ctx": 16384], "keep_alive": "1h"]
        )
        var request = ModelRequest(.user("u"), tools: [AnyTool(Add()).definition], parameters: parameters)
        request.output = .schema(OutputSchema(name: "n", schema: JSONSchema(["type": "object"])))
        let body = try Wire.body(request, by: provider)
        #expect(
            body["options"] == [
                "temperature": 0.5, "top_p": 0.9, "top_k": 4, "num_predict": 7, "stop": ["END"], "seed": 3, "frequency_penalty": 0.1,
                "presence_penalty": 0.2, "num_ctx": 16384,
            ]
        )
        #expect(body["stream"] == false)
        #expect(body["keep_alive"] == "1h")
        #expect(body["format"] == ["type": "object"])
        #expect(body["logprobs"] == true)
        #expect(body["top_logprobs"] == 2)
        #expect(body["tools"]?[0]?["function"]?["name"] == "add")
        request.parameters = ModelParameters(toolChoice: ToolChoice.none)
        request.output = .json
        let other = try Wire.body(request, by: provider, isStreamed: true)
        #expect(other["tools"] == nil)
        #expect(other["format"] == "json")
        #expect(other["stream"] == true)
        #expect(other["options"] == nil)
        #expect(other["keep_alive"] == "10m")
    }

    @Test(
        "Whether a model thinks, and how hard where it can be told",
        arguments: [("qwen3", "none", false), ("qwen3", "low", true), ("gpt-oss:20b", "low", "low")] as [(String, String, JSONValue)]
    )
    func think(model: String, effort: String, json: JSONValue) throws {
        #expect(
            try Wire.body(ModelRequest(.user("u"), model: model, parameters: ModelParameters(reasoningEffort: effort)), by: provider)[
                "think"
            ] == json
        )
    }

    @Test("An error, with a status and within a stream")
    func failures() async throws {
        let bytes = Wire.lines([Self.stream[2], ["error": "an internal server error happened"]])
        #expect(#expect(throws: LLMError.self) { try Wire.read(bytes, by: provider) }?.kind == .server)
        try await LoopbackServer.running({ _ in .json(["error": "model 'x' not found"], status: 404) }) { server, baseURL in
            let provider = try OllamaProvider(baseURL: baseURL)
            let error = await #expect(throws: LLMError.self) { try await provider.respond(to: ModelRequest(.user("u"))) }
            #expect(error?.kind == .invalidRequest)
            #expect(error?.excerpt == "model 'x' not found")
            #expect(server.received.first?.path == "/v1/api/chat")
            #expect(server.received.first?["authorization"] == nil)
        }
    }

    @Test("Over HTTP, in lines")
    func http() async throws {
        let chunks = Self.stream.map { Wire.lines([$0]) }
        try await ChunkServer.running({ _ in .init(chunks, contentType: "application/x-ndjson") }) { _, baseURL in
            var events: [ModelEvent] = []
            try await OllamaProvider(baseURL: baseURL).stream(ModelRequest(.user("u")), attempt: Attempt(tracer: NoOpTracer())) {
                events.append($0)
            }
            #expect(Wire.whole(events) == Self.answer)
        }
    }
}
