import GlueSemantics

extension Dashboard {
    /// How long people wait: for the whole answer, for its first piece, for the next one.
    static let latency = Dashboard(
        uid: "gluellm-latency",
        title: "GlueLLM / Latency and streaming",
        description: "How long calls take to their end, to their first piece and from piece to piece.",
        lead: GenAI.Metrics.inferenceDuration,
        rows: [Row("At a glance", glance), Row("Duration", durations), Row("Streaming", streaming)]
    )

    private static let calls = GenAI.Metrics.inferenceDuration
    private static let first = GenAI.Metrics.timeToFirstChunk
    private static let next = GenAI.Metrics.timePerOutputChunk

    private static let glance = [
        Panel("Duration p50", "Half of the model calls took no longer.", .number, Target(.quantile(0.5, calls.spread))),
        Panel("Duration p95", "95 of 100 model calls took no longer.", .number, Target(.quantile(0.95, calls.spread))),
        Panel("Duration p99", "99 of 100 model calls took no longer.", .number, Target(.quantile(0.99, calls.spread))),
        Panel(
            "First piece p95",
            "95 of 100 streamed calls had begun to answer by then.",
            .number,
            Target(.quantile(0.95, first.spread)),
            noValue: "Nothing streamed"
        ),
        Panel(
            "Next piece p95",
            "95 of 100 pieces came no longer after the piece before them.",
            .number,
            Target(.quantile(0.95, next.spread)),
            noValue: "Nothing streamed"
        ),
        Panel(
            "Streamed calls",
            "The part of the calls whose answer came in pieces.",
            .number,
            Target(.share(first.events, of: calls.events))
        ),
    ]

    private static let durations = [
        .percentiles("Duration", "How long model calls take, with all their attempts. The dots are calls with a trace.", of: calls.spread),
        Panel(
            "Duration p95 by model",
            "95 of 100 calls of each model take no longer.",
            .graph,
            Target(.quantile(0.95, calls.spread, by: [.model]))
        ),
        Panel(
            "Duration p95 by provider",
            "95 of 100 calls of each provider take no longer.",
            .graph,
            Target(.quantile(0.95, calls.spread, by: [.provider]))
        ),
        Panel(
            "Spread of durations",
            "How many calls took how long: two bands are two kinds of calls, which no percentile tells apart.",
            .heatmap,
            Target(.distribution(calls.spread))
        ),
        Panel(
            "Mean duration by model",
            "Beside the percentiles: a mean far above the median tells of few calls that are very slow.",
            .graph,
            Target(.mean(calls.amount, per: calls.events, by: [.model]))
        ),
    ]

    private static let streaming = [
        .percentiles(
            "Time to the first piece",
            "From the start of the attempt that answered to the first piece of content.",
            of: first.spread,
            noValue: "Nothing streamed"
        ),
        Panel(
            "First piece p95 by model",
            "95 of 100 streamed calls of each model had begun to answer by then.",
            .graph,
            Target(.quantile(0.95, first.spread, by: [.model])),
            noValue: "Nothing streamed"
        ),
        Panel(
            "Streamed calls by model",
            "The part of each model's calls whose answer came in pieces.",
            .graph,
            Target(.share(first.events, of: calls.events, by: [.model]))
        ),
        .percentiles(
            "Time to the next piece",
            "From piece to piece; the time of whoever reads them does not count.",
            of: next.spread,
            noValue: "Nothing streamed"
        ),
        Panel(
            "Pieces by model",
            "Pieces of content after the first, each second.",
            .graph,
            Target(.rate(next.events, by: [.model])),
            noValue: "Nothing streamed"
        ),
        Panel(
            "Mean time to the next piece by model",
            "The speed at which an answer is written.",
            .graph,
            Target(.mean(next.amount, per: next.events, by: [.model])),
            noValue: "Nothing streamed"
        ),
    ]
}
