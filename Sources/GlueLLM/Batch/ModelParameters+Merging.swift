import GlueJSON

extension ModelParameters {
    /// These where they say something, others elsewhere.
    func merged(over other: ModelParameters) -> ModelParameters {
        var extra = other.extra
        extra.merge(self.extra)
        return ModelParameters(
            temperature: temperature ?? other.temperature,
            topP: topP ?? other.topP,
            topK: topK ?? other.topK,
            maxTokens: maxTokens ?? other.maxTokens,
            stopSequences: stopSequences.isEmpty ? other.stopSequences : stopSequences,
            seed: seed ?? other.seed,
            frequencyPenalty: frequencyPenalty ?? other.frequencyPenalty,
            presencePenalty: presencePenalty ?? other.presencePenalty,
            reasoningEffort: reasoningEffort ?? other.reasoningEffort,
            toolChoice: toolChoice ?? other.toolChoice,
            parallelToolCalls: parallelToolCalls ?? other.parallelToolCalls,
            tokenProbabilities: tokenProbabilities ?? other.tokenProbabilities,
            choices: choices ?? other.choices,
            promptCaching: promptCaching ?? other.promptCaching,
            endUser: endUser ?? other.endUser,
            extra: extra
        )
    }
}
