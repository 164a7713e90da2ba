import GlueSemantics

extension AlertRule {
    /// Trouble that callers do not see as errors yet.
    static let resilience = [
        AlertRule(
            "GlueLLMRetriesMany",
            .warning,
            .mean(Glue.Metrics.retryDelay.events, per: inference.events, by: [.model]),
            above: 0.5,
            lasting: "10m",
            summary: "{job}: a call of {gen_ai_request_model} takes {value} retries",
            description: "Calls still succeed, later and at a higher load. The panel \"Retries by cause\" says why they are made again.",
            examples: [
                .firing(
                    [.init(inference.events, model, "0+4x60"), .init(Glue.Metrics.retryDelay.events, model, "0+3x60")],
                    "0.75",
                    [(.model, "m")]
                ),
                .silent([.init(inference.events, model, "0+4x60"), .init(Glue.Metrics.retryDelay.events, model, "0+1x60")]),
            ]
        ),
        AlertRule(
            "GlueLLMRateLimited",
            .warning,
            .share(inference.events.where(.equal(.errorType, "rate_limit")), of: inference.events, by: [.model]),
            above: 0.05,
            lasting: "5m",
            summary: "{job}: a rate limit ends {value} of the calls of {gen_ai_request_model}",
            description: "The provider throttles more than retries make up for. Limit the client to the quota, add keys, or ask for more.",
            examples: [
                .firing(limited("0+1x60"), "20%", [(.model, "m")]), .silent(limited("0x60")),
            ]
        ),
        AlertRule(
            "GlueLLMWaitsForLimits",
            .warning,
            .quantile(0.95, Glue.Metrics.rateLimitWait.spread, by: [.model]),
            above: 30,
            lasting: "10m",
            summary: "{job}: 5 of 100 waits for a limit of {gen_ai_request_model} take longer than {value}",
            description: "There are more calls than the client's own rate limit lets through: raise it, or let fewer callers in.",
            examples: [
                .firing(
                    .buckets(Glue.Metrics.rateLimitWait.spread, model, above: "120.0", upTo: "+Inf", "0+1x60"),
                    "2m 0s",
                    [(.model, "m")]
                ),
                .silent(.buckets(Glue.Metrics.rateLimitWait.spread, model, above: "0.5", upTo: "1.0", "0+1x60")),
            ]
        ),
        AlertRule(
            "GlueLLMFallbackInUse",
            .warning,
            .rate(Glue.Metrics.fallbacks.events, by: [.fallbackFrom, .fallbackTo]),
            above: 0,
            lasting: "10m",
            summary: "{job}: calls go to {gluellm_fallback_to} because {gluellm_fallback_from} cannot answer",
            description: "The service is up by its fallback alone, which may be dearer or worse.",
            examples: [
                .firing([.init(Glue.Metrics.fallbacks.events, way, "0+6x60")], "0.1", way),
                .silent([.init(Glue.Metrics.fallbacks.events, way, "3x60")]),
            ]
        ),
    ]

    private static let inference = GenAI.Metrics.inferenceDuration
    private static let model = [(Label.model, "m")]
    private static let way = [(Label.fallbackFrom, "a:m"), (Label.fallbackTo, "b:n")]

    private static func limited(_ values: String) -> [AlertExample.Series] {
        [.init(inference.events, model, "0+4x60"), .init(inference.events, model + [(.errorType, "rate_limit")], values)]
    }
}
