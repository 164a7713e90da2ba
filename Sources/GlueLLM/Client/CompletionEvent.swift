public import GlueSemantics

/// Something that happens while a completion is made, as its stream tells it.
public enum CompletionEvent<Value: Sendable>: Sendable {
    /// A piece of the answer's text, also of one that goes on to ask for tools.
    case text(String)
    /// A piece of what the model thinks before it answers.
    case reasoning(String)
    /// A piece of a tool call that the model is writing.
    case toolCall(ToolCallPiece)
    /// A part of the answer that comes whole, such as an image.
    case part(MessagePart)
    /// The tokens that a model call took; one event a call that tells them.
    case usage(Usage)
    /// A tool has run; the model is asked again once all of its answer have.
    case toolRun(ToolRun)
    /// The last event: what came of the call, and its value in the form that was asked for.
    case finished(Completion, Value)
}

extension CompletionEvent where Value == Never {
    /// The event in a stream of any kind.
    func cast<Other>(to: Other.Type) -> CompletionEvent<Other> {
        switch self {
        case .text(let text): .text(text)
        case .reasoning(let text): .reasoning(text)
        case .toolCall(let piece): .toolCall(piece)
        case .part(let part): .part(part)
        case .usage(let usage): .usage(usage)
        case .toolRun(let run): .toolRun(run)
        }
    }

    /// What the caller is told of a piece of a model's answer; nil for what only the engine needs to know.
    init?(_ event: ModelEvent) {
        switch event {
        case .text(let text, choice: 0) where !text.isEmpty: self = .text(text)
        case .reasoning(let text, choice: 0) where !text.isEmpty: self = .reasoning(text)
        case .toolCall(let piece) where piece.choice == 0: self = .toolCall(piece)
        case .part(let part, choice: 0): self = .part(part)
        default: return nil
        }
    }
}
