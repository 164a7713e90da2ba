import GlueJSON
import GlueSemantics
import Tracing

/// The places where hooks and guardrails see what a completion does.
extension CompletionLoop {
    /// A round with the hooks around it, which look on.
    func iteration(_ request: ModelRequest, _ totals: inout Totals, _ span: any Span) async throws(LLMError) -> ModelAnswer {
        let number = totals.calls + 1
        if hooks.has(.preIteration) {
            let asked = request.messages.last { $0.role == .user }?.text ?? ""
            _ = try await hooks.run(
                .preIteration,
                asked,
                metadata: ["iteration": .integer(Int64(number)), "tool_count": .integer(Int64(request.tools.count))]
            )
        }
        let answer = try await ask(request, &totals, span)
        if hooks.has(.postIteration) {
            _ = try await hooks.run(
                .postIteration,
                answer.message.text,
                metadata: [
                    "iteration": .integer(Int64(number)), "tool_count": .integer(Int64(request.tools.count)),
                    "has_tool_calls": .bool(!answer.message.toolCalls.isEmpty),
                ]
            )
        }
        return answer
    }

    /// What the user says, as the guardrails leave it.
    func checked(_ prompt: [Message], _ totals: inout Totals) async throws(LLMError) -> [Message] {
        guard guardrails.checks(.input) else { return prompt }
        var checked: [Message] = []
        for message in prompt {
            guard message.role == .user, !message.text.isEmpty else {
                checked.append(message)
                continue
            }
            switch try await guardrails.check(message.text, .input, &totals) {
            case .passed(let text): checked.append(text == message.text ? message : message.saying(text))
            case .rejected(let name, let reason): throw guardrails.blocked(name, .input, reason)
            }
        }
        return checked
    }

    /// What a model says beside tool calls: where it is rejected it is left out, as the calls are what counts.
    func checkRemark(_ answer: inout ModelAnswer, _ totals: inout Totals) async throws(LLMError) {
        guard guardrails.checks(.output), !answer.message.text.isEmpty else { return }
        switch try await guardrails.check(answer.message.text, .output, &totals) {
        case .passed(let text):
            if text != answer.message.text { answer.message = answer.message.saying(text) }
            try await deliver(text)
        case .rejected: answer.message = answer.message.saying("")
        }
    }

    /// An answer that the guardrails let through; the model is asked again for one that they reject.
    func approved(_ first: ModelAnswer, _ state: State, _ totals: inout Totals, _ span: any Span) async throws(LLMError) -> ModelAnswer {
        guard guardrails.checks(.output) else { return first }
        var answer = first
        // What was rejected, and why, is no part of the conversation.
        var aside: [Message] = []
        var attempt = 1
        while true {
            switch try await guardrails.check(answer.message.text, .output, attempt: attempt, &totals) {
            case .passed(let text):
                if text != answer.message.text { answer.message = answer.message.saying(text) }
                try await deliver(text)
                return answer
            case .rejected(let name, let reason):
                guard attempt <= client.guardrails.maxRetries else { throw guardrails.blocked(name, .output, reason) }
                tellRejection(name, attempt, span)
                aside += [answer.message.asInput, Self.feedback(reason)]
                attempt += 1
                var request = request(state, span)
                request.messages += aside
                request.tools = []
                request.parameters.toolChoice = nil
                answer = try await iteration(request, &totals, span)
            }
        }
    }

    /// The text of a typed answer, checked; errors come back, as the caller tells its own apart by type.
    func checked(_ text: String, attempt: Int, _ totals: inout Totals) async -> Result<GuardrailRunner.Outcome, LLMError> {
        do throws(LLMError) {
            return .success(try await guardrails.check(text, .output, attempt: attempt, &totals))
        } catch {
            return .failure(error)
        }
    }

    /// A text that nobody can be asked to write anew.
    func final(_ text: String, _ totals: inout Totals) async throws(LLMError) -> String {
        switch try await guardrails.check(text, .output, &totals) {
        case .passed(let text): return text
        case .rejected(let name, let reason): throw guardrails.blocked(name, .output, reason)
        }
    }

    func tellRejection(_ name: String, _ attempt: Int, _ span: any Span) {
        span.addEvent(
            SpanEvent(
                name: Glue.Events.guardrailRetry,
                attributes: [Glue.Attributes.attempt: .int64(Int64(attempt)), Glue.Attributes.cause: .string(name)]
            )
        )
    }

    static func feedback(_ reason: String) -> Message {
        .user("Your answer was rejected: \(reason). Give another one that avoids this; answer the question itself.")
    }

    /// Passes a text on that was held back until it was checked.
    private func deliver(_ text: String) async throws(LLMError) {
        guard let receive, !text.isEmpty else { return }
        let text = try await hooks.run(.streamChunk, text)
        guard !text.isEmpty else { return }
        await events.emit(.streamChunk(text))
        try await receive(.text(text))
    }
}

extension Message {
    /// The message with another text in the place of its own; what else is in it stays.
    func saying(_ text: String) -> Message {
        var message = self
        let place = parts.firstIndex { if case .text = $0 { true } else { false } } ?? parts.startIndex
        message.parts.removeAll { if case .text = $0 { true } else { false } }
        if !text.isEmpty { message.parts.insert(.text(text), at: min(place, message.parts.endIndex)) }
        return message
    }
}

extension ModelEvent {
    /// Whether it holds words of the model's.
    var isWritten: Bool {
        switch self {
        case .text, .reasoning: true
        default: false
        }
    }
}
