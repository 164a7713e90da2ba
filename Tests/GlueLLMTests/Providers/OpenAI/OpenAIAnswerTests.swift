import GlueJSON
import GlueSemantics
import GlueTestSupport
import NIOHTTP1
import Testing

@testable import GlueLLM

@Suite("Answers of chat completions")
struct OpenAIAnswerTests {
    private func choice(_ json: JSONValue) -> Message { Message(openAI: json) }

    @Test("A text with its reason")
    func text() {
        let message = choice([
            "index": 0, "message": ["role": "assistant", "content": "14 °C", "refusal": .null, "new": [1]], "finish_reason": "stop",
        ])
        #expect(message == Message(.assistant, parts: [.text("14 °C")], finishReason: .stop))
    }

    @Test("Content in parts, unknown ones kept")
    func parts() {
        let message = choice(["message": ["content": [["type": "text", "text": "a"], "b", ["type": "thinking", "thinking": []]]]])
        #expect(message.parts == [.text("a"), .text("b"), .other(type: "thinking", ["type": "thinking", "thinking": []])])
        #expect(message.role == .assistant)
        #expect(message.finishReason == nil)
    }

    @Test("A refusal is its text, and no answer that simply stopped")
    func refusal() {
        let message = choice(["message": ["content": .null, "refusal": "No."], "finish_reason": "stop"])
        #expect(message == Message(.assistant, parts: [.text("No.")], finishReason: .contentFilter))
    }

    @Test("Reasoning comes first", arguments: ["reasoning_content", "reasoning"])
    func reasoning(key: String) {
        let message = choice(["message": .object([key: "hm", "content": "so"])])
        #expect(message.parts == [.reasoning("hm"), .text("so")])
    }

    @Test(
        "Tool calls, with arguments as JSON where they are JSON",
        arguments: [
            (#"{"a":1}"#, ["a": 1]), ("{bad", "{bad"), ("", .null), (["a": 1], ["a": 1]), ("null", .null), (.null, .null),
        ] as [(JSONValue, JSONValue)]
    )
    func toolCall(wire: JSONValue, arguments: JSONValue) {
        let message = choice([
            "message": [
                "content": .null, "tool_calls": [["id": "c1", "type": "function", "function": ["name": "f", "arguments": wire]]],
            ],
            "finish_reason": "tool_calls",
        ])
        #expect(message.toolCalls == [ToolCall(id: "c1", name: "f", arguments: arguments)])
        #expect(message.finishReason == .toolCall)
    }

    @Test("The older function call, a custom tool and a kind of call that is not known")
    func otherCalls() {
        let message = choice([
            "message": [
                "tool_calls": [
                    ["id": "c1", "type": "custom", "custom": ["name": "sql", "input": "SELECT 1"]], ["id": "c2", "type": "new"],
                ],
                "function_call": ["name": "old", "arguments": "{}"],
            ]
        ])
        #expect(
            message.parts == [
                .toolCall(ToolCall(id: "c1", name: "sql", arguments: "SELECT 1")), .other(type: "new", ["id": "c2", "type": "new"]),
                .toolCall(ToolCall(id: nil, name: "old", arguments: [:])),
            ]
        )
    }

    @Test(
        "A choice that holds nothing is an empty message",
        arguments: [JSONValue.null, [:], ["message": .null], "text", ["message": ["content": 7]]]
    )
    func empty(json: JSONValue) {
        #expect(choice(json).parts.isEmpty)
    }

    @Test("No bytes that a server could send crash the reading", arguments: Seeds.from(0, count: 8))
    func mutations(seed: UInt64) throws {
        let provider = try OpenAIProvider()
        var generator = SplitMix(seed: seed)
        let calls: JSONValue = [["id": "c1", "function": ["name": "f", "arguments": #"{"a":[1,2.5e3,"\u00e9"]}"#]]]
        let whole: JSONValue = [
            "id": "1", "model": "m",
            "choices": [["message": ["role": "assistant", "content": [["type": "text", "text": "hi"]], "tool_calls": calls]]],
            "usage": ["prompt_tokens": 1, "completion_tokens": 9_223_372_036_854_775_807], "error": ["message": "m", "code": 429],
        ]
        let original = whole.bytes()
        for _ in 0..<80 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.removeSubrange(place...)
                default: bytes.insert(contentsOf: original.prefix(place), at: place)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            let answer = HTTPAnswer(status: .ok, headers: [:], body: bytes)
            do throws(LLMError) {
                _ = try provider.service.read(answer) { json throws(LLMError) in
                    try provider.response(from: json, to: ModelRequest(model: "m", messages: []))
                }
            } catch {
                #expect([.invalidResponse, .rateLimit, .other].contains(error.kind) || error.status != nil)
            }
            #expect(provider.service.failure(HTTPAnswer(status: .badGateway, headers: [:], body: bytes)).status == 502)
        }
    }

    static let usages: [(String, Usage?)] = [
        (#"{"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}"#, Usage(inputTokens: 10, outputTokens: 2)),
        (
            #"""
            {"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 1},
             "completion_tokens_details": {"reasoning_tokens": 3, "audio_tokens": 0}}
            """#,
            Usage(inputTokens: 10, outputTokens: 5, cachedInputTokens: 8, cacheWriteInputTokens: 1, reasoningTokens: 3)
        ),
        (
            #"{"prompt_tokens": 10, "completion_tokens": 2, "prompt_cache_hit_tokens": 4}"#,
            Usage(inputTokens: 10, outputTokens: 2, cachedInputTokens: 4)
        ),
        (#"{"prompt_tokens": 10, "total_tokens": 10}"#, Usage(inputTokens: 10)),
        (#"{"prompt_tokens": 10}"#, nil),
        ("{}", nil),
        ("null", nil),
        (#"{"prompt_tokens": -1, "completion_tokens": 2}"#, nil),
        (#"{"prompt_tokens": "10", "completion_tokens": 2}"#, nil),
        (#"{"prompt_tokens": 10, "completion_tokens": 9223372036854775807}"#, nil),
    ]

    @Test("Usage with its details", arguments: usages)
    func usage(text: String, usage: Usage?) throws {
        #expect(Usage(openAI: try JSONValue(parsing: text)) == usage)
    }
}
