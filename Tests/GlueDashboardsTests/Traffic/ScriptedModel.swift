import GlueJSON
import GlueLLM
import GlueSemantics
import Synchronization

/// A provider whose answers, and the time that they take, a script says.
struct ScriptedModel: ModelProvider, EmbeddingProvider {
    enum Reply: Sendable {
        case text(after: Duration, Usage? = nil)
        /// Asks for tools by their names.
        case tools(after: Duration, [String], Usage? = nil)
        /// So many words, one a piece; each says how long the next one takes, so that the trace's content tells it.
        case pieces(first: Duration, next: Duration, words: Int, Usage? = nil)
        case fails(after: Duration, LLMError.Kind)
    }

    let name: String
    let server: ServerAddress? = nil
    let clock: ServiceClock
    private let script: Script

    /// - Parameter reply: To the request of an index.
    init(_ name: String, _ clock: ServiceClock, _ reply: @escaping @Sendable (Int) -> Reply) {
        self.name = name
        self.clock = clock
        script = Script(reply)
    }

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        switch script.next() {
        case .text(let time, let usage):
            clock.advance(by: time)
            return ModelResponse(choices: [.assistant("fine")], usage: usage)
        case .tools(let time, let names, let usage):
            clock.advance(by: time)
            let calls = names.map { MessagePart.toolCall(ToolCall(id: $0, name: $0, arguments: [:])) }
            return ModelResponse(choices: [Message(.assistant, parts: calls, finishReason: .toolCall)], usage: usage)
        case .pieces(let first, let next, let words, let usage):
            clock.advance(by: first + next * (words - 1))
            return ModelResponse(choices: [.assistant("\(words) words")], usage: usage)
        case .fails(let time, let kind):
            clock.advance(by: time)
            throw LLMError(kind, "scripted", provider: name, model: request.model)
        }
    }

    func stream(
        _ request: ModelRequest,
        attempt: Attempt,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError) {
        let reply = script.next()
        guard case .pieces(let first, let next, let words, let usage) = reply else {
            script.put(back: reply)
            for event in try await respond(to: request).events { try await receive(event) }
            return
        }
        for word in 0..<words {
            clock.advance(by: word == 0 ? first : next)
            try await receive(.text(word == 0 ? next.word : " \(next.word)"))
        }
        if let usage { try await receive(.usage(usage)) }
        try await receive(.finished(.stop))
    }

    func embed(_ request: EmbeddingRequest, attempt: Attempt) async throws(LLMError) -> EmbeddingResponse {
        let response = try await respond(to: ModelRequest(model: request.model, messages: []))
        return EmbeddingResponse(embeddings: request.inputs.map { _ in [0, 1] }, usage: response.usage)
    }

    private final class Script: Sendable {
        private let reply: @Sendable (Int) -> Reply
        private let state = Mutex((index: 0, kept: Reply?.none))

        init(_ reply: @escaping @Sendable (Int) -> Reply) { self.reply = reply }

        func next() -> Reply {
            state.withLock { state in
                defer { state.kept = nil }
                if let kept = state.kept { return kept }
                defer { state.index += 1 }
                return reply(state.index)
            }
        }

        func put(back reply: Reply) { state.withLock { $0.kept = reply } }
    }
}

extension Duration {
    /// As an answer of the script says it: microseconds.
    fileprivate var word: String { "\(components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000)us" }
}
