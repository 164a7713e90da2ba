import GlueJSON
import GlueSemantics

/// Why an answer is none in the form that was asked for.
struct AnswerFault: Error, Equatable {
    /// For the model, which has to correct it.
    var explanation: String
    /// For errors and spans: without anything that the model said.
    var summary: String
    /// Whether asking again can help.
    var isRepairable = true
    /// What ends the call instead; nil for a fault of the answer.
    var ending: LLMError?

    static func ended(_ error: LLMError) -> AnswerFault {
        AnswerFault(explanation: "", summary: error.message, isRepairable: false, ending: error)
    }
}

extension StructuredAnswer {
    /// The value of an answer.
    func read(_ message: Message) throws(AnswerFault) -> JSONValue {
        let candidates = try candidates(message)
        // Prose may hold several values; only one that fits is unambiguous.
        let fitting = candidates.filter { faults($0).isEmpty }
        guard let value = fitting.first.map(unwrapped), fitting.count == 1 else {
            throw candidates.count == 1 ? fault(faults(candidates[0])) : ambiguous(candidates.count)
        }
        do {
            try accept(value)
        } catch let error as DecodingError {
            throw AnswerFault(explanation: error.place, summary: error.path)
        } catch {
            throw AnswerFault(explanation: "\(error)", summary: "the value is refused with \(type(of: error))")
        }
        return value
    }

    /// The answer as the conversation keeps it: a text, also where it came as the arguments of a tool that there is not.
    func message(_ message: Message, _ value: JSONValue) -> Message {
        guard mode == .tool, !message.toolCalls.isEmpty else { return message }
        var answer = Message.assistant(value.text())
        answer.finishReason = .stop
        return answer
    }

    /// The messages by which a faulty answer is sent back.
    func repair(_ message: Message, _ fault: AnswerFault) -> [Message] {
        let feedback = "Your response failed validation: \(fault.explanation)\nPlease return a corrected JSON response."
        var answer = message
        answer.finishReason = nil
        guard !message.toolCalls.isEmpty else { return [answer, .user(feedback)] }
        return [answer] + message.toolCalls.map { .tool(id: $0.id, response: .string(feedback)) }
    }

    private func candidates(_ message: Message) throws(AnswerFault) -> [JSONValue] {
        if let call = message.toolCalls.first(where: { $0.name == format.name }) {
            guard case .string(let text) = call.arguments else { return [call.arguments] }
            let candidates = JSONText.candidates(text)
            guard candidates.isEmpty else { return candidates }
            throw unreadable(text, message)
        }
        let candidates = JSONText.candidates(message.text)
        guard candidates.isEmpty else { return candidates }
        throw unreadable(message.text, message)
    }

    private func unreadable(_ text: String, _ message: Message) -> AnswerFault {
        if message.finishReason == .length {
            return AnswerFault(
                explanation: "the answer was cut short",
                summary: "the answer was cut short by the limit on its tokens; raise parameters.maxTokens",
                isRepairable: false
            )
        }
        if message.finishReason == .contentFilter {
            return AnswerFault(explanation: "there is no answer", summary: "the provider withheld the answer", isRepairable: false)
        }
        let summary = "the answer holds no JSON"
        do {
            _ = try JSONValue(parsing: text)
            return AnswerFault(explanation: summary, summary: summary)
        } catch {
            return AnswerFault(explanation: "\(error)", summary: summary)
        }
    }

    private func ambiguous(_ count: Int) -> AnswerFault {
        let text = "there are \(count) JSON values; exactly one that fits the schema is expected"
        return AnswerFault(explanation: text, summary: text)
    }

    private func fault(_ violations: [SchemaViolation]) -> AnswerFault {
        AnswerFault(
            explanation: violations.prefix(10).map(\.description).joined(separator: "\n"),
            summary: violations.prefix(3).map(\.withoutContent).joined(separator: "; ")
        )
    }

    /// What does not fit in a value, with or without the wrapper: a model that is told by prompt leaves it away.
    private func faults(_ value: JSONValue) -> [SchemaViolation] {
        if schema != format.schema, format.schema.validate(value, nullIsAbsent: true).isEmpty { return [] }
        return schema.validate(value, nullIsAbsent: true)
    }

    private func unwrapped(_ value: JSONValue) -> JSONValue {
        guard schema != format.schema, let object = value.object, object.count == 1, let inner = object[Self.wrapper],
            format.schema.validate(inner, nullIsAbsent: true).isEmpty
        else { return value }
        return inner
    }
}
