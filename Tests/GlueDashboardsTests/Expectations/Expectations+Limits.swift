import GlueSemantics

extension Expectations {
    static let limits: [String: Expectation] = [
        "Retries": [{ $0.sum($0.retries.once) }],
        "Retries per call": [{ $0.ratio($0.retries.once, to: $0.calls.once) }],
        "Waits for a limit": [{ $0.sum($0.waits.once) }],
        "Time waited for limits": [{ $0.sum($0.waits) }],
        "Calls ended by a limit": [{ $0.ratio($0.calls.with("error_type", "rate_limit").once, to: $0.calls.once) }],
        "Fallbacks": [{ $0.sum($0.fallbacks) }],
        "Changes of key": [{ $0.sum($0.keyChanges) }],
        "Retries by cause": [{ $0.perSecond($0.retries.once, by: byError) }],
        "Retries by model": [{ $0.perSecond($0.retries.once, by: byModel) }],
        "Wait before a retry": percentiles(Glue.Metrics.retryDelay) { $0.retries },
        "Waits by model": [{ $0.perSecond($0.waits.once, by: byModel) }],
        "Wait for a limit": percentiles(Glue.Metrics.rateLimitWait) { $0.waits },
        "Time waited by model": [{ $0.perSecond($0.waits, by: byModel) }],
        "Calls ended by a limit, by model": [
            { $0.ratio($0.calls.with("error_type", "rate_limit").once, to: $0.calls.once, by: byModel) }
        ],
        "Fallbacks by way": [{ $0.perSecond($0.fallbacks, by: ["gluellm_fallback_from", "gluellm_fallback_to"]) }],
        "Fallbacks by cause": [{ $0.perSecond($0.fallbacks, by: byError) }],
        "Changes of key by cause": [{ $0.perSecond($0.keyChanges, by: byError) }],
    ]
}
