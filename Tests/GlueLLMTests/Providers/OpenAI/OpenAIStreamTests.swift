import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueLLM

@Suite("Streamed chat completions")
struct OpenAIStreamTests {
    private static func chunk(_ delta: JSONValue, index: Int64 = 0, finish: JSONValue = nil, logprobs: JSONValue = nil) -> JSONValue {
        [
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "gpt-4o-2024-08-06",
            "service_tier": "default", "system_fingerprint": "fp_1",
            "choices": [["index": .integer(index), "delta": delta, "logprobs": logprobs, "finish_reason": finish]], "usage": nil,
            "obfuscation": "x",
        ]
    }

    private static func call(_ index: Int64, id: JSONValue = nil, name: JSONValue = nil, _ arguments: JSONValue) -> JSONValue {
        ["index": .integer(index), "id": id, "type": "function", "function": ["name": name, "arguments": arguments]]
    }

    /// Every kind of piece that a stream may have.
    static let chunks: [JSONValue] = [
        chunk(["role": "assistant", "content": "", "refusal": nil]),
        chunk(["reasoning_content": "hm"]),
        chunk(
            ["content": "It is "],
            logprobs: [
                "content": [
                    [
                        "token": "It", "logprob": -0.5, "bytes": [73],
                        "top_logprobs": [["token": "It", "logprob": -0.5], ["token": "A", "logprob": -2]],
                    ],
                    ["token": " is", "logprob": -1, "top_logprobs": []],
                ]
            ]
        ),
        chunk(["content": "14 °C 🌤"]),
        chunk(["content": nil, "tool_calls": [call(0, id: "call_1", name: "add", "")]]),
        chunk(["tool_calls": [call(0, "{\"a\":1,"), call(1, id: "call_2", name: "now", "{}")]]),
        chunk(["tool_calls": [call(0, "\"b\":2}")]]),
        chunk([:], finish: "tool_calls"),
        chunk(["content": "Other"], index: 1),
        chunk(["new": "unknown"], index: 1, finish: "length"),
        [
            "id": "chatcmpl-1", "model": "gpt-4o-2024-08-06", "choices": [],
            "usage": [
                "prompt_tokens": 10, "completion_tokens": 7, "total_tokens": 17, "prompt_tokens_details": ["cached_tokens": 8],
                "completion_tokens_details": ["reasoning_tokens": 1],
            ],
        ],
    ]

    static let answer = ModelResponse(
        id: "chatcmpl-1",
        model: "gpt-4o-2024-08-06",
        choices: [
            Message(
                .assistant,
                parts: [
                    .reasoning("hm"), .text("It is 14 °C 🌤"), .toolCall(.add(1, 2)),
                    .toolCall(ToolCall(id: "call_2", name: "now", arguments: [:])),
                ],
                finishReason: .toolCall
            ), Message(.assistant, parts: [.text("Other")], finishReason: .length),
        ],
        usage: Usage(inputTokens: 10, outputTokens: 7, cachedInputTokens: 8, reasoningTokens: 1),
        details: [OpenAINames.responseServiceTier: "default", OpenAINames.responseSystemFingerprint: "fp_1"],
        tokenProbabilities: [
            [
                TokenProbability(
                    token: "It",
                    logProbability: -0.5,
                    alternatives: [.init(token: "It", logProbability: -0.5), .init(token: "A", logProbability: -2)]
                ), TokenProbability(token: " is", logProbability: -1),
            ], [],
        ]
    )

    private let provider: OpenAIProvider
    init() throws { provider = try OpenAIProvider() }

    @Test("Every piece of a stream counts, wherever its bytes are split")
    func splits() throws {
        let bytes = Wire.events(Self.chunks, end: "[DONE]")
        let (events, progress) = try Wire.read(bytes, by: provider)
        #expect(progress == .over)
        #expect(Wire.whole(events) == Self.answer)
        #expect(events.first == .started(id: "chatcmpl-1", model: "gpt-4o-2024-08-06"))
        for place in bytes.indices { #expect(try Wire.read(bytes, by: provider, cutAt: [place]).events == events, "cut at \(place)") }
        #expect(try Wire.read(bytes, by: provider, cutAt: Array(bytes.indices)).events == events)
    }

    @Test("The answer may end when each choice that began has ended, and not before")
    func progress() throws {
        for count in Self.chunks.indices {
            let (_, progress) = try Wire.read(Wire.events(Array(Self.chunks.prefix(count))), by: provider)
            #expect(progress == (count == 8 || count >= 10 ? .complete : .open), "after \(count)")
        }
    }

    @Test("After the end nothing counts")
    func afterEnd() throws {
        let bytes = Wire.events([Self.chunk(["content": "a"], finish: "stop")], end: "[DONE]") + Wire.events([Self.chunk(["content": "b"])])
        #expect(Wire.whole(try Wire.read(bytes, by: provider).events).choices.map(\.text) == ["a"])
    }

    static let oddities: [(String, [JSONValue], [MessagePart], FinishReason?)] = [
        ("a refusal", [chunk(["refusal": "No."]), chunk([:], finish: "stop")], [.text("No.")], .contentFilter),
        (
            "reasoning as vLLM has it", [chunk(["reasoning": "hm"]), chunk(["content": "so"], finish: "stop")],
            [.reasoning("hm"), .text("so")], .stop
        ),
        (
            "Mistral's parts",
            [
                chunk(["content": [["type": "thinking", "thinking": [["type": "text", "text": "hm"]]], ["type": "text", "text": "so"]]]),
                chunk([:], finish: "stop"),
            ], [.reasoning("hm"), .text("so")], .stop
        ),
        (
            "the older function call",
            [
                chunk(["function_call": ["name": "add", "arguments": "{\"a\":1"]]), chunk(["function_call": ["arguments": ",\"b\":2}"]]),
                chunk([:], finish: "function_call"),
            ],
            [.toolCall(ToolCall(id: nil, name: "add", arguments: ["a": 1, "b": 2]))], .toolCall
        ),
        (
            "calls that all have the index 0",
            [
                chunk(["tool_calls": [call(0, id: "x", name: "now", "{}")]]),
                chunk(["tool_calls": [call(0, id: "y", name: "now", "{}")]], finish: "tool_calls"),
            ],
            [.toolCall(ToolCall(id: "x", name: "now", arguments: [:])), .toolCall(ToolCall(id: "y", name: "now", arguments: [:]))],
            .toolCall
        ),
        (
            "calls without an index, with arguments as a value",
            [
                chunk(
                    [
                        "tool_calls": [
                            ["id": "x", "function": ["name": "add", "arguments": ["a": 1]]], ["id": "y", "function": ["name": "now"]],
                        ]
                    ],
                    finish: "stop"
                )
            ],
            [.toolCall(ToolCall(id: "x", name: "add", arguments: ["a": 1])), .toolCall(ToolCall(id: "y", name: "now", arguments: .null))],
            .stop
        ),
        (
            "sound", [chunk(["audio": ["id": "a", "transcript": "hi", "data": "AAAA"]]), chunk([:], finish: "stop")],
            [.text("hi"), .blob(modality: "audio", mimeType: nil, base64: "AAAA")], .stop
        ),
        ("a reason of its own", [chunk(["content": "a"], finish: "eos")], [.text("a")], FinishReason(rawValue: "eos")),
        ("a whole message for a piece", [["choices": [["message": ["content": "a"], "finish_reason": "stop"]]]], [.text("a")], .stop),
        ("nonsense", [["choices": [7, nil, ["delta": 7]]], "text", [:], chunk([:], finish: "stop")], [], .stop),
    ]

    @Test("What servers make of it", arguments: oddities)
    func odd(what: String, chunks: [JSONValue], parts: [MessagePart], reason: FinishReason?) throws {
        let message = Wire.whole(try Wire.read(Wire.events(chunks), by: provider).events).choices.first
        #expect(message == Message(.assistant, parts: parts, finishReason: reason))
    }

    @Test("A choice's number is no reason to make room for millions")
    func manyChoices() throws {
        let (events, _) = try Wire.read(Wire.events([Self.chunk(["content": "a"], index: 1_000_000_000)]), by: provider)
        #expect(Wire.whole(events).choices.count <= 1024)
    }

    @Test("Groq tells the usage in a member of its own")
    func groq() throws {
        let (events, _) = try Wire.read(
            Wire.events([["x_groq": ["usage": ["prompt_tokens": 3, "completion_tokens": 4]], "choices": []]]),
            by: provider
        )
        #expect(events.contains(.usage(Usage(inputTokens: 3, outputTokens: 4))))
    }

    @Test(
        "An error within is thrown, by its code",
        arguments: [("rate_limit_exceeded", .rateLimit), ("server_error", .server)] as [(String, LLMError.Kind)]
    )
    func failure(code: String, kind: LLMError.Kind) {
        let bytes = Wire.events([Self.chunk(["content": "a"]), ["error": ["message": "m", "code": .string(code)]]])
        let error = #expect(throws: LLMError.self) { try Wire.read(bytes, by: provider) }
        #expect(error?.kind == kind)
    }

    @Test("No bytes that a server could send crash the reading", arguments: Seeds.from(0, count: 8))
    func mutations(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let original = Wire.events(Self.chunks, end: "[DONE]")
        for _ in 0..<40 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[place] = .random(in: .min ... .max, using: &generator)
                } else {
                    bytes.remove(at: place)
                }
            }
            do {
                _ = try Wire.read(bytes, by: provider)
            } catch {
                #expect((error as? LLMError).map { [.invalidResponse, .other, .invalidRequest].contains($0.kind) } == true)
            }
        }
    }

    @Test("A streamed request asks for pieces and for the usage, where the server knows that")
    func request() throws {
        let body = try Wire.body(ModelRequest(.user("hi")), by: provider, isStreamed: true)
        #expect(body["stream"] == true)
        #expect(body["stream_options"] == ["include_usage": true])
        let mistral = try OpenAIProvider(dialect: ChatDialect(takesStreamOptions: false))
        #expect(try Wire.body(ModelRequest(.user("hi")), by: mistral, isStreamed: true)["stream_options"] == nil)
        #expect(try Wire.body(ModelRequest(.user("hi")), by: provider)["stream"] == nil)
    }
}
