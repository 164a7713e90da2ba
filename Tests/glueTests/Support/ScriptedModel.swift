import GlueJSON
import GlueLLM
import GlueReplay
import GlueSemantics

/// A model on loopback that gives fixed answers in order, for programs that are run against it.
enum ScriptedModel {
    /// - Parameter body: Told the base URL, with `/v1`.
    static func serving<Result: Sendable>(
        _ answers: [Message],
        usage: [Usage] = [],
        _ body: @Sendable (String) async throws -> Result
    ) async throws -> Result {
        let exchanges = answers.enumerated().map { index, answer in
            Exchange(
                index: index,
                provider: "openai",
                responseModel: "gpt-4o-mini-2024-07-18",
                responseID: "chatcmpl-\(index)",
                output: [answer],
                usage: index < usage.count ? usage[index] : Usage(inputTokens: 10, outputTokens: 5),
                finishReason: answer.toolCalls.isEmpty ? .stop : .toolCall
            )
        }
        return try await MockServer(AnswerBook(exchanges, matching: .ordered)).running { address in
            try await body("http://\(address.host):\(address.port)/v1")
        }
    }
}

extension Message {
    /// An answer that asks for one tool.
    static func calling(_ tool: String, id: String, _ arguments: JSONValue) -> Message {
        Message(.assistant, parts: [.toolCall(ToolCall(id: id, name: tool, arguments: arguments))])
    }
}
