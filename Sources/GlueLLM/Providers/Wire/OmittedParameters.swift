import GlueSemantics

/// A parameter that not every service has a form for.
///
/// What is left out of a request for that reason is told by the call's span: an answer that does not do as it was asked
/// would otherwise be a riddle.
enum OmissibleParameter: String {
    case topK = "top_k"
    case stopSequences = "stop"
    case seed
    case frequencyPenalty = "frequency_penalty"
    case presencePenalty = "presence_penalty"
    case reasoningEffort = "reasoning_effort"
    /// That a tool must be called.
    case forcedTool = "tool_choice"
    case parallelToolCalls = "parallel_tool_calls"
    case tokenProbabilities = "logprobs"
    case promptCaching = "prompt_caching"
    case endUser = "user"

    fileprivate func isSet(in parameters: ModelParameters) -> Bool {
        switch self {
        case .topK: parameters.topK != nil
        case .stopSequences: !parameters.stopSequences.isEmpty
        case .seed: parameters.seed != nil
        case .frequencyPenalty: parameters.frequencyPenalty != nil
        case .presencePenalty: parameters.presencePenalty != nil
        case .reasoningEffort: parameters.reasoningEffort != nil
        case .forcedTool: parameters.forcesTool
        case .parallelToolCalls: parameters.parallelToolCalls != nil
        case .tokenProbabilities: parameters.tokenProbabilities != nil
        case .promptCaching: parameters.promptCaching != nil
        case .endUser: parameters.endUser != nil
        }
    }
}

extension ModelParameters {
    /// Whether the model must call a tool.
    var forcesTool: Bool {
        switch toolChoice {
        case .required?, .tool?: true
        case .automatic?, ToolChoice.none?, nil: false
        }
    }

    /// What the span tells of the parameters that a service has no form for; empty where none of them is set.
    func details(omitting parameters: [OmissibleParameter]) -> [String: String] {
        let names = parameters.filter { $0.isSet(in: self) }.map(\.rawValue)
        return names.isEmpty ? [:] : [Glue.Attributes.omittedParameters: names.joined(separator: ",")]
    }
}
