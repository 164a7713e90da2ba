import GlueJSON
import GlueSemantics

/// Makes a whole answer of its pieces.
///
/// Text that follows text becomes one part; tool calls stand in the order in which they began.
public struct ResponseAssembly: Sendable {
    private var id: String?
    private var model: String?
    private var usage: Usage?
    private var details: [String: String] = [:]
    private var choices: [Choice] = []

    public init() {}

    public mutating func add(_ event: ModelEvent) {
        switch event {
        case .started(let id, let model):
            self.id = id ?? self.id
            self.model = model ?? self.model
        case .text(let text, let choice): self[choice].append(text, as: .text)
        case .reasoning(let text, let choice): self[choice].append(text, as: .reasoning)
        case .toolCall(let piece): self[piece.choice].append(piece)
        case .part(let part, let choice): self[choice].parts.append(.whole(part))
        case .tokenProbabilities(let tokens, let choice): self[choice].probabilities += tokens
        case .usage(let usage): self.usage = usage
        case .details(let details): self.details.merge(details) { $1 }
        case .finished(let reason, let choice): self[choice].finish(reason)
        }
    }

    /// The answer as far as it came.
    public var response: ModelResponse {
        ModelResponse(
            id: id,
            model: model,
            choices: choices.map(\.message),
            usage: usage,
            details: details,
            tokenProbabilities: choices.contains { !$0.probabilities.isEmpty } ? choices.map(\.probabilities) : []
        )
    }

    /// Whether anything of the answer itself has come.
    public var hasContent: Bool { choices.contains { !$0.parts.isEmpty } }

    /// Whether each choice that began has also ended.
    var isFinished: Bool { !choices.isEmpty && choices.allSatisfy(\.isFinished) }

    /// A choice; those before it that have not come yet are empty.
    private subscript(index: Int) -> Choice {
        get { choices[index] }
        _modify {
            // A server's number is no reason to make room for millions.
            let index = min(max(index, 0), Self.mostChoices)
            while choices.count <= index { choices.append(Choice()) }
            yield &choices[index]
        }
    }

    private static let mostChoices = 1023
}

/// One of the answers to a request.
private struct Choice: Sendable {
    enum Kind { case text, reasoning }

    /// A part in the making. Text is kept apart from the message's own parts so that it grows in place.
    enum Part: Sendable {
        case growing(Int, isReasoning: Bool)
        case call(Int)
        case whole(MessagePart)
    }

    var parts: [Part] = []
    var probabilities: [TokenProbability] = []
    private(set) var isFinished = false
    private var reason: FinishReason?
    private var texts: [String] = []
    private var calls: [Call] = []

    private struct Call: Sendable {
        var index: Int
        var id: String?
        var name = ""
        var arguments = ""
    }

    mutating func append(_ text: String, as kind: Kind) {
        guard !text.isEmpty else { return }
        if case .growing(let place, let isReasoning) = parts.last, isReasoning == (kind == .reasoning) {
            texts[place] += text
        } else {
            parts.append(.growing(texts.count, isReasoning: kind == .reasoning))
            texts.append(text)
        }
    }

    mutating func append(_ piece: ToolCallPiece) {
        // Some servers give every call the index 0: another id begins another call.
        let known = calls.lastIndex { call in
            call.index == piece.index && (piece.id == nil || call.id == nil || piece.id == call.id || piece.id?.isEmpty == true)
        }
        let place = known ?? calls.count
        if known == nil {
            calls.append(Call(index: piece.index))
            parts.append(.call(place))
        }
        if let id = piece.id, !id.isEmpty { calls[place].id = id }
        if let name = piece.name { calls[place].name += name }
        calls[place].arguments += piece.arguments
    }

    mutating func finish(_ reason: FinishReason?) {
        isFinished = true
        self.reason = reason ?? self.reason
    }

    var message: Message {
        Message(
            .assistant,
            parts: parts.map { part in
                switch part {
                case .growing(let place, let isReasoning): isReasoning ? .reasoning(texts[place]) : .text(texts[place])
                case .call(let place): .toolCall(ToolCall(calls[place].id, calls[place].name, argumentText: calls[place].arguments))
                case .whole(let part): part
                }
            },
            finishReason: reason
        )
    }
}

extension ToolCall {
    /// A call whose arguments came as the text of JSON; text that is none stays what it was.
    init(_ id: String?, _ name: String, argumentText text: String) {
        self.init(id: id, name: name, arguments: (try? JSONValue(parsing: text)) ?? (text.isEmpty ? .null : .string(text)))
    }
}
