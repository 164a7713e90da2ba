import GlueSemantics

extension Expectations {
    static let latency: [String: Expectation] = [
        "Duration p50": percentile(0.5, GenAI.Metrics.inferenceDuration) { $0.calls },
        "Duration p95": percentile(0.95, GenAI.Metrics.inferenceDuration) { $0.calls },
        "Duration p99": percentile(0.99, GenAI.Metrics.inferenceDuration) { $0.calls },
        "First piece p95": percentile(0.95, GenAI.Metrics.timeToFirstChunk) { $0.firstPieces },
        "Next piece p95": percentile(0.95, GenAI.Metrics.timePerOutputChunk) { $0.nextPieces },
        "Streamed calls": [{ $0.ratio($0.firstPieces.once, to: $0.calls.once) }],
        "Duration": percentiles(GenAI.Metrics.inferenceDuration) { $0.calls },
        "Duration p95 by model": percentile(0.95, GenAI.Metrics.inferenceDuration, by: "gen_ai_request_model") { $0.calls },
        "Duration p95 by provider": percentile(0.95, GenAI.Metrics.inferenceDuration, by: "gen_ai_provider_name") { $0.calls },
        "Spread of durations": [{ $0.spread($0.calls, GenAI.Metrics.inferenceDuration.buckets) }],
        "Mean duration by model": [{ $0.mean($0.calls, by: byModel) }],
        "Time to the first piece": percentiles(GenAI.Metrics.timeToFirstChunk) { $0.firstPieces },
        "First piece p95 by model": percentile(0.95, GenAI.Metrics.timeToFirstChunk, by: "gen_ai_request_model") { $0.firstPieces },
        "Streamed calls by model": [{ $0.ratio($0.firstPieces.once, to: $0.calls.once, by: byModel) }],
        "Time to the next piece": percentiles(GenAI.Metrics.timePerOutputChunk) { $0.nextPieces },
        "Pieces by model": [{ $0.perSecond($0.nextPieces.once, by: byModel) }],
        "Mean time to the next piece by model": [{ $0.mean($0.nextPieces, by: byModel) }],
    ]
}
