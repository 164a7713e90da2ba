import GlueJSON
import GlueLLM
import GlueSemantics
import Testing

@testable import GlueReplay

@Suite("OpenAI's wire form")
struct OpenAIChatTests {
    @Test(
        "Messages are read in every form that the wire has",
        arguments: [
            (#"{"role": "developer", "content": "Be terse."}"#, .system("Be terse.")),
            (
                #"{"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "input_text", "text": "!"}]}"#,
                Message(.user, parts: [.text("Hi"), .text("!")])
            ),
            (#"{"role": "user", "content": "Hi", "name": "ann"}"#, Message(.user, parts: [.text("Hi")], name: "ann")),
            (
                #"{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://a/b.png"}}]}"#,
                Message(.user, parts: [.uri(modality: "image", mimeType: nil, uri: "https://a/b.png")])
            ),
            (
                #"{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAEC"}}]}"#,
                Message(.user, parts: [.blob(modality: "image", mimeType: "image/png", base64: "AAEC")])
            ),
            (
                #"{"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "AAEC", "format": "wav"}}]}"#,
                Message(.user, parts: [.blob(modality: "audio", mimeType: "audio/wav", base64: "AAEC")])
            ),
            (#"{"role": "tool", "tool_call_id": "c1", "content": "14"}"#, .tool(id: "c1", response: "14")),
            (#"{"role": "tool", "tool_call_id": "c1", "content": " {\"a\": 1}"}"#, .tool(id: "c1", response: ["a": 1])),
            (
                #"{"role": "tool", "tool_call_id": "c1", "content": [{"type": "text", "text": "[1]"}]}"#,
                .tool(id: "c1", response: [1])
            ),
            (
                #"{"role": "assistant", "content": null, "function_call": {"name": "t", "arguments": "{}"}}"#,
                .calls(ToolCall(id: nil, name: "t", arguments: [:]))
            ),
            (
                #"{"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "t", "arguments": "{\"a\": b}"}}]}"#,
                .calls(ToolCall(id: "c", name: "t", arguments: "{\"a\": b}"))
            ),
            (
                #"{"role": "assistant", "content": "Cold.", "reasoning_content": "North…"}"#,
                Message(.assistant, parts: [.reasoning("North…"), .text("Cold.")])
            ),
            (#"{"role": "assistant", "content": null, "refusal": "No."}"#, .assistant("No.")),
        ] as [(String, Message)]
    )
    func messages(json: String, message: Message) throws {
        #expect(OpenAIChat.message(try JSONValue(parsing: json)) == message)
    }

    @Test("A request is read with all that a recording may hold of it")
    func request() throws {
        let json: JSONValue = [
            "model": "m", "messages": [["role": "user", "content": "Hi"]], "temperature": 0, "top_p": 0.5, "max_completion_tokens": 9,
            "stop": "end", "seed": 3, "frequency_penalty": 0.1, "presence_penalty": 0.2, "reasoning_effort": "low", "n": 2,
            "tool_choice": ["type": "function", "function": ["name": "t"]], "parallel_tool_calls": false, "stream": true,
            "stream_options": ["include_usage": true], "tools": [["type": "function", "function": ["name": "t", "parameters": [:]]]],
        ]
        let arrived = try OpenAIChat.request(json)
        #expect(arrived.isStreamed && arrived.includesUsage)
        #expect(arrived.request.tools.map(\.name) == ["t"])
        #expect(
            arrived.request.parameters
                == ModelParameters(
                    temperature: 0,
                    topP: 0.5,
                    maxTokens: 9,
                    stopSequences: ["end"],
                    seed: 3,
                    frequencyPenalty: 0.1,
                    presencePenalty: 0.2,
                    reasoningEffort: "low",
                    toolChoice: .tool("t"),
                    parallelToolCalls: false,
                    choices: 2
                )
        )
    }

    @Test("What is written is read back, whole and in pieces", arguments: [1, 3])
    func roundTrip(count: Int) throws {
        var choices = (0..<count).map { Message.assistant("Choice \($0):\n 日本 😀  with  spaces ") }
        choices[0].parts += [
            .toolCall(.weather("Oslo, and a name that is longer than one piece")),
            .toolCall(ToolCall(id: "c2", name: "t", arguments: "no json")), .toolCall(ToolCall(id: "c3", name: "t", arguments: .null)),
        ]
        for index in choices.indices { choices[index].finishReason = index == 0 ? .toolCall : .length }
        let usage = Usage(inputTokens: 10, outputTokens: 5, cachedInputTokens: 3, reasoningTokens: 2)
        let answer = GivenAnswer(id: "r", model: "m", created: 1, choices: choices, usage: usage)
        let whole = try #require(OpenAIChat.response(OpenAIChat.body(answer)))
        // Arguments that are not there are an empty text on the wire.
        choices[0].parts[3] = .toolCall(ToolCall(id: "c3", name: "t", arguments: ""))
        #expect(whole == ModelResponse(id: "r", model: "m", choices: choices, usage: usage))
        let chunks = OpenAIChat.chunks(answer, includesUsage: true)
        #expect(OpenAIChat.merged(chunks).flatMap(OpenAIChat.response) == whole)
        #expect(OpenAIChat.chunks(answer, includesUsage: true) == chunks, "the same answer is always cut alike")
        #expect(OpenAIChat.chunks(answer, includesUsage: false).allSatisfy { $0["usage"]?.object == nil })
    }

    @Test(
        "Text is cut behind white space",
        arguments: [
            ("It is 4 °C.", ["It ", "is ", "4 ", "°C."]), ("  a\n\nb", ["  ", "a\n\n", "b"]), ("", []), ("word", ["word"]), ("日本", ["日本"]),
        ]
    )
    func pieces(text: String, pieces: [String]) {
        #expect(OpenAIChat.pieces(of: text) == pieces)
    }
}
