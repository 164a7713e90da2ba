import GlueSemantics

extension ModelRequest {
    /// About what the request will take, for limits and budgets, which need it before the provider can tell: for the answer
    /// what it may have at most, nothing where that is open. What the call took puts it right.
    var estimatedUsage: Usage {
        Usage(
            inputTokens: TokenEstimate.tokens(in: self),
            outputTokens: (parameters.maxTokens ?? 0) * max(parameters.choices ?? 1, 1)
        )
    }
}
