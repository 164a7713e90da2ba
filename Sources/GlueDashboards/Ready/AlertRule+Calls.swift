import GlueSemantics

extension AlertRule {
    /// Model calls: errors, durations, cost.
    static let calls = [
        AlertRule(
            "GlueLLMModelCallsFail",
            .warning,
            .share(inference.events.failed, of: inference.events, by: [.model]),
            above: 0.05,
            lasting: "10m",
            summary: "{job}: {value} of the calls of {gen_ai_request_model} fail",
            description:
                "They fail after all attempts. The panel \"Failures by type\" of the overview says why; a trace shows each attempt.",
            examples: [
                .firing(outcomes(good: "0+9x60", failed: "0+1x60"), "10%", [(.model, "m")]),
                .silent(outcomes(good: "0+99x60", failed: "0+1x60")),
            ]
        ),
        AlertRule(
            "GlueLLMModelIsDown",
            .critical,
            .share(inference.events.failed, of: inference.events, by: [.model]),
            above: 0.5,
            lasting: "5m",
            summary: "{job}: {gen_ai_request_model} does not answer: {value} of its calls fail",
            description: "Most calls fail after all attempts. Give the client a fallback, or look at the provider's status page.",
            examples: [
                .firing(outcomes(good: "0+1x60", failed: "0+3x60"), "75%", [(.model, "m")]),
                .silent(outcomes(good: "0+3x60", failed: "0+1x60")),
            ]
        ),
        AlertRule(
            "GlueLLMModelCallsSlow",
            .warning,
            .quantile(0.95, inference.spread, by: [.model]),
            above: 60,
            lasting: "15m",
            summary: "{job}: 5 of 100 calls of {gen_ai_request_model} take longer than {value}",
            description: "Attempts and the waits between them included. The dots of the duration panels lead to traces of slow calls.",
            examples: [
                .firing(.buckets(inference.spread, model, above: "81.92", upTo: "+Inf", "0+10x60"), "1m 21s", [(.model, "m")]),
                .silent(.buckets(inference.spread, model, above: "10.24", upTo: "20.48", "0+10x60")),
            ]
        ),
        AlertRule(
            "GlueLLMFirstPieceSlow",
            .warning,
            .quantile(0.95, GenAI.Metrics.timeToFirstChunk.spread, by: [.model]),
            above: 10,
            lasting: "15m",
            summary: "{job}: 5 of 100 streamed calls of {gen_ai_request_model} begin to answer after more than {value}",
            description: "Somebody looks at an empty page that long. Long prompts, reasoning and a loaded provider do that.",
            examples: [
                .firing(
                    .buckets(GenAI.Metrics.timeToFirstChunk.spread, model, above: "81.92", upTo: "+Inf", "0+10x60"),
                    "1m 21s",
                    [(.model, "m")]
                ),
                .silent(.buckets(GenAI.Metrics.timeToFirstChunk.spread, model, above: "1.28", upTo: "2.56", "0+10x60")),
            ]
        ),
        AlertRule(
            "GlueLLMCostHigh",
            .warning,
            .hourly(Glue.Metrics.callCost.amount),
            above: 50,
            window: "15m",
            lasting: "15m",
            summary: "{job} spends {value} US dollars an hour",
            description: "At the pace of the last 15 minutes. The cost dashboard tells by which model, and leads to the dearest calls.",
            examples: [
                .firing([.init(Glue.Metrics.callCost.amount, model, "0+2x60")], "120"),
                .silent([.init(Glue.Metrics.callCost.amount, model, "0+0.5x60")]),
            ]
        ),
        AlertRule(
            "GlueLLMCostUnknown",
            .warning,
            .rate(Glue.Metrics.callsOfUnknownCost.events, by: [.model]),
            above: 0,
            lasting: "15m",
            summary: "{job}: what {gen_ai_request_model} costs is unknown",
            description:
                "It has no price in the table, or its answers tell no tokens, so that every cost is too low. Add a price to the table.",
            examples: [
                .firing([.init(Glue.Metrics.callsOfUnknownCost.events, model, "0+6x60")], "0.1", [(.model, "m")]),
                .silent([.init(Glue.Metrics.callsOfUnknownCost.events, model, "5x60")]),
            ]
        ),
    ]

    private static let inference = GenAI.Metrics.inferenceDuration
    private static let model = [(Label.model, "m")]

    private static func outcomes(good: String, failed: String) -> [AlertExample.Series] {
        [.init(inference.events, model, good), .init(inference.events, model + [(.errorType, "server")], failed)]
    }
}
