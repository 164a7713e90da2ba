import GlueJSON
import GlueLLM
import GlueSemantics

/// Prints a completion as it is being made.
struct AnswerPrinter: Sendable {
    /// One JSON object a line for each event, instead of the text alone.
    let isJSON: Bool

    /// - Returns: The completion, once it is whole.
    /// - Throws: `LLMError`; what had come by then is printed.
    func print(_ stream: CompletionStream<String>) async throws -> Completion {
        var isLineOpen = false
        defer { if isLineOpen { Terminal.piece("\n") } }
        for try await event in stream {
            if case .finished(let completion, _) = event { return completion }
            if isJSON {
                if let json = json(event) { Terminal.answer(json.text()) }
            } else if case .text(let text) = event {
                Terminal.piece(text)
                isLineOpen = !text.hasSuffix("\n")
            }
        }
        throw CancellationError()
    }

    private func json(_ event: CompletionEvent<String>) -> JSONValue? {
        switch event {
        case .text(let text): ["text": .string(text)]
        case .reasoning(let text): ["reasoning": .string(text)]
        case .toolCall(let piece):
            [
                "tool_call": [
                    "index": .integer(Int64(piece.index)), "id": piece.id.map(JSONValue.string) ?? .null,
                    "name": piece.name.map(JSONValue.string) ?? .null, "arguments": .string(piece.arguments),
                ]
            ]
        case .toolRun(let run):
            ["tool_run": ["name": .string(run.call.name), "error": run.errorType.map(JSONValue.string) ?? .null]]
        case .usage(let usage):
            ["usage": ["input_tokens": .integer(Int64(usage.inputTokens)), "output_tokens": .integer(Int64(usage.outputTokens))]]
        case .part(let part): ["part": part.json]
        case .finished: nil
        }
    }
}
