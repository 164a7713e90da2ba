import GlueJSON
public import GlueSemantics

/// What a model answered.
public struct ModelResponse: Sendable, Hashable {
    /// The provider's name for the answer.
    public var id: String?
    /// The model that answered, which may be more precise than the one that was asked.
    public var model: String?
    /// One message a choice, each with its finish reason; never empty.
    public var choices: [Message]
    /// Nil where the provider did not say.
    public var usage: Usage?
    /// What the call's span tells of the answer beyond the GenAI conventions, by attribute.
    public var details: [String: String]
    /// How sure the model was of each token, a list a choice; empty unless it was asked for.
    public var tokenProbabilities: [[TokenProbability]]

    public init(
        id: String? = nil,
        model: String? = nil,
        choices: [Message],
        usage: Usage? = nil,
        details: [String: String] = [:],
        tokenProbabilities: [[TokenProbability]] = []
    ) {
        self.id = id
        self.model = model
        self.choices = choices
        self.usage = usage
        self.details = details
        self.tokenProbabilities = tokenProbabilities
    }
}

extension ModelResponse {
    /// The answer as the pieces that it would come in.
    public var events: [ModelEvent] {
        var events: [ModelEvent] = [.started(id: id, model: model)]
        for (index, choice) in choices.enumerated() {
            var calls = 0
            for part in choice.parts {
                switch part {
                case .text(let text): events.append(.text(text, choice: index))
                case .reasoning(let text): events.append(.reasoning(text, choice: index))
                case .toolCall(let call):
                    events.append(
                        .toolCall(
                            ToolCallPiece(index: calls, choice: index, id: call.id, name: call.name, arguments: call.argumentText)
                        )
                    )
                    calls += 1
                default: events.append(.part(part, choice: index))
                }
            }
            if tokenProbabilities.indices.contains(index), !tokenProbabilities[index].isEmpty {
                events.append(.tokenProbabilities(tokenProbabilities[index], choice: index))
            }
            events.append(.finished(choice.finishReason, choice: index))
        }
        if !details.isEmpty { events.append(.details(details)) }
        if let usage { events.append(.usage(usage)) }
        return events
    }
}

extension ToolCall {
    /// The arguments as the text of JSON; what the model wrote and is no JSON stays as it was.
    var argumentText: String {
        switch arguments {
        case .null: ""
        case .string(let text): text
        default: arguments.text()
        }
    }
}
