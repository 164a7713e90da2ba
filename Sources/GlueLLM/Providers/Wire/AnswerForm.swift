package import GlueJSON
import GlueSemantics

/// The forms in which providers answer, for whoever reads an answer that no provider of this process asked for.
package enum AnswerForm: Sendable, Hashable {
    case openAIChat
    case openAIResponses
    case anthropic

    /// Nil where the value is no answer of this form.
    package func response(_ answer: JSONValue) -> ModelResponse? {
        switch self {
        case .openAIChat: answer["choices"]?.array == nil ? nil : ModelResponse(openAI: answer)
        case .openAIResponses: answer["output"]?.array == nil ? nil : ModelResponse(responses: answer, keepsID: false)
        case .anthropic: answer["content"]?.array == nil ? nil : ModelResponse(anthropic: answer)
        }
    }

    /// What reads an answer in pieces.
    package var reader: any AnswerReader {
        switch self {
        case .openAIChat: ChatCompletionReader()
        case .openAIResponses: ResponsesReader(keepsID: false)
        case .anthropic: AnthropicReader()
        }
    }
}
