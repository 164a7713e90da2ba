import GlueSemantics

extension Expectations {
    static let overview: [String: Expectation] = [
        "Model calls": [{ $0.sum($0.calls.once) }],
        "Failed calls": [{ $0.ratio($0.calls.failed.once, to: $0.calls.once) }],
        "Duration p95": percentile(0.95, GenAI.Metrics.inferenceDuration) { $0.calls },
        "Tokens": [{ $0.sum($0.tokensIn) }, { $0.sum($0.tokensOut) }],
        "Cost": [{ $0.sum($0.costs) }],
        "Completions": [{ $0.sum($0.completions.once) }],
        "Failed completions": [{ $0.ratio($0.completions.failed.once, to: $0.completions.once) }],
        "Calls by model": [{ $0.perSecond($0.calls.once, by: byModel) }],
        "Failures by type": [{ $0.perSecond($0.calls.failed.once, by: byError) }],
        "Duration": percentiles(GenAI.Metrics.inferenceDuration) { $0.calls },
        "Calls by provider": [{ $0.perSecond($0.calls.once, by: byProvider) }],
        "Failed part by model": [{ $0.ratio($0.calls.failed.once, to: $0.calls.once, by: byModel) }],
        "Duration p95 by model": percentile(0.95, GenAI.Metrics.inferenceDuration, by: "gen_ai_request_model") { $0.calls },
        "Completions by agent": [{ $0.perSecond($0.completions.once, by: byAgent) }],
        "Failed completions by type": [{ $0.perSecond($0.completions.failed.once, by: byError) }],
        "Completion duration": percentiles(GenAI.Metrics.invokeAgentDuration) { $0.completions },
        "Model calls per completion": [{ $0.mean($0.rounds, by: byAgent) }],
        "Tools per completion": [{ $0.mean($0.toolsUsed, by: byAgent) }],
        "Embeddings by model": [{ $0.perSecond($0.embeddings.once, by: byModel) }],
    ]
}
