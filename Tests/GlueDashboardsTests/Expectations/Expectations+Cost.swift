import GlueSemantics

extension Expectations {
    static let cost: [String: Expectation] = [
        "Cost": [{ $0.sum($0.costs) }],
        "Cost an hour": [{ $0.perHour($0.costs) }],
        "Cost of a call": [{ $0.mean($0.costs) }],
        "Calls of unknown cost": [{ $0.sum($0.unpriced) }],
        "Input tokens": [{ $0.sum($0.tokensIn) }],
        "Output tokens": [{ $0.sum($0.tokensOut) }],
        "Read from a cache": [{ $0.ratio($0.tokens("cache_read.input_tokens"), to: $0.tokensIn) }],
        "Cost an hour by model": [{ $0.perHour($0.costs, by: byModel) }],
        "Spread of the cost of a call": percentiles(Glue.Metrics.callCost) { $0.costs },
        "Cost by model": [{ $0.sum($0.costs, by: byModel) }],
        "Cost by provider": [{ $0.sum($0.costs, by: byProvider) }],
        "Mean cost of a call by model": [{ $0.mean($0.costs, by: byModel) }],
        "Calls of unknown cost by model": [{ $0.perSecond($0.unpriced, by: byModel) }],
        "Tokens in and out": [{ $0.perSecond($0.tokensIn) }, { $0.perSecond($0.tokensOut) }],
        "Input tokens by model": [{ $0.perSecond($0.tokensIn, by: byModel) }],
        "Output tokens by model": [{ $0.perSecond($0.tokensOut, by: byModel) }],
        "Input tokens of a call": percentiles(GenAI.Metrics.operationInputTokens) { $0.tokensIn },
        "Output tokens of a call": percentiles(GenAI.Metrics.operationOutputTokens) { $0.tokensOut },
        "Output for each input token by model": [{ $0.ratio($0.tokensOut, to: $0.tokensIn, by: byModel) }],
        "Read from a cache by model": [{ $0.ratio($0.tokens("cache_read.input_tokens"), to: $0.tokensIn, by: byModel) }],
        "Cache tokens": [
            { $0.perSecond($0.tokens("cache_read.input_tokens")) }, { $0.perSecond($0.tokens("cache_write.input_tokens")) },
        ],
        "Reasoning by model": [{ $0.ratio($0.tokens("reasoning.output_tokens"), to: $0.tokensOut, by: byModel) }],
    ]
}
