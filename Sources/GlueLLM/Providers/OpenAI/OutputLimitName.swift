/// How a chat completion request names its bound for the answer's tokens.
///
/// OpenAI deprecated `max_tokens` in favour of `max_completion_tokens`, which also bounds reasoning; its reasoning models
/// refuse the old name with status 400, its other models take either. Many compatible servers know only the old name.
///
/// Source: OpenAI API reference, "Create chat completion".
public enum OutputLimitName: Sendable, Hashable {
    /// The new name for OpenAI itself and, wherever they are served, for its reasoning models; the old one for all else.
    case automatic
    case maxTokens
    case maxCompletionTokens

    func member(for model: String, isOpenAI: Bool) -> String {
        let isNew =
            switch self {
            case .automatic: isOpenAI || Self.isReasoning(model)
            case .maxTokens: false
            case .maxCompletionTokens: true
            }
        return isNew ? "max_completion_tokens" : "max_tokens"
    }

    /// Whether a model is one of OpenAI's o series, or of GPT from the fifth on, also as a gateway spells it: `openai/o3`.
    private static func isReasoning(_ model: String) -> Bool {
        let name = model.split(separator: "/").last ?? ""
        if name.hasPrefix("gpt-"), let generation = Int(name.dropFirst(4).prefix { $0.isNumber }) { return generation >= 5 }
        return name.first == "o" && name.dropFirst().first?.isNumber == true
    }
}
