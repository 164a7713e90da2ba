import GlueJSON
import GlueSemantics

/// Reads an answer of Ollama's chat, whole or in lines: each line has the form of the whole.
///
/// Source: Ollama API documentation, "Generate a chat message".
struct OllamaReader: AnswerReader {
    private(set) var progress = AnswerProgress.open
    private var hasStarted = false
    private var calls = 0

    mutating func read(_ piece: JSONValue, into events: inout [ModelEvent]) {
        if !hasStarted {
            hasStarted = true
            events.append(.started(id: nil, model: piece["model"]?.string))
        }
        let message = piece["message"]
        if let text = message?["thinking"]?.nonEmptyString { events.append(.reasoning(text)) }
        if let text = message?["content"]?.nonEmptyString { events.append(.text(text)) }
        for call in message?["tool_calls"]?.array ?? [] { read(call: call, &events) }
        let tokens = [TokenProbability](openAI: piece["logprobs"].map { ["content": $0] })
        if !tokens.isEmpty { events.append(.tokenProbabilities(tokens)) }
        guard piece["done"]?.bool == true else { return }
        progress = .over
        if let usage = Usage(ollama: piece) { events.append(.usage(usage)) }
        let reason = piece["done_reason"]?.nonEmptyString.map(FinishReason.init(wire:)) ?? .stop
        // A call of a tool ends with `stop`.
        events.append(.finished(reason == .stop && calls > 0 ? .toolCall : reason))
    }

    private mutating func read(call: JSONValue, _ events: inout [ModelEvent]) {
        guard let function = call["function"], let name = function["name"]?.string else { return }
        let id = call["id"]?.nonEmptyString ?? CallNames.name(calls)
        let arguments = function["arguments"] ?? [:]
        events.append(.toolCall(ToolCallPiece(index: calls, id: id, name: name, arguments: arguments.string ?? arguments.text())))
        calls += 1
    }
}

extension Usage {
    /// A prompt that was still in the cache is not counted: then there is an output alone.
    fileprivate init?(ollama piece: JSONValue) {
        guard let output = piece["eval_count"]?.count else { return nil }
        self.init(inputTokens: piece["prompt_eval_count"]?.count ?? 0, outputTokens: output)
    }
}
