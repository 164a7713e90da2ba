import GlueJSON
import GlueLLM
import GlueSemantics

@testable import GlueReplay

extension Exchange {
    /// An exchange as a reader would make it, with what a test is about.
    static func sample(
        _ question: String = "What is the weather in Oslo?",
        answer: Message = .assistant("It is 4 °C in Oslo."),
        index: Int = 0,
        model: String = "gpt-4o-mini",
        before: [Message] = [.system("Be terse.")],
        tools: [ToolDefinition]? = nil,
        error: RecordedFailure? = nil,
        failedAttempts: [RecordedFailure] = []
    ) -> Exchange {
        var answer = answer
        answer.finishReason = answer.finishReason ?? (answer.toolCalls.isEmpty ? .stop : .toolCall)
        return Exchange(
            index: index,
            provider: "openai",
            model: model,
            responseModel: error == nil ? "\(model)-2024-07-18" : nil,
            responseID: error == nil ? "chatcmpl-\(index)" : nil,
            streamed: false,
            input: before + [.user(question)],
            output: error == nil ? [answer] : [],
            tools: tools,
            usage: error == nil ? Usage(inputTokens: 20 + index, outputTokens: 7, cachedInputTokens: 4) : nil,
            finishReason: answer.finishReason,
            error: error,
            failedAttempts: failedAttempts,
            startTimeUnixNano: 1_795_490_185_000_000_000
        )
    }
}

extension ToolDefinition {
    static let weather = ToolDefinition(
        name: "get_weather",
        description: "The weather of a city",
        parameters: ["type": "object", "properties": ["city": ["type": "string"]], "required": ["city"]]
    )
}

extension ToolCall {
    static func weather(_ city: String, id: String? = "call_1") -> ToolCall {
        ToolCall(id: id, name: "get_weather", arguments: ["city": .string(city)])
    }
}

extension Message {
    static func calls(_ calls: ToolCall...) -> Message { Message(.assistant, parts: calls.map(MessagePart.toolCall)) }
}
