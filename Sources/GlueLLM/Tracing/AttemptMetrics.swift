import GlueSemantics

/// Records what lies between the attempts of a call: the same that its span tells as events.
struct AttemptMetrics: Sendable {
    let metrics: CallMetrics
    let operation: String
    let model: String

    func retry(after error: LLMError, _ delay: Duration) {
        guard metrics.isEnabled else { return }
        Glue.Metrics.retryDelay.record(delay, dimensions + metrics.errorType(error), with: metrics.factory)
    }

    func rateLimitWait(_ duration: Duration) {
        guard metrics.isEnabled else { return }
        Glue.Metrics.rateLimitWait.record(duration, dimensions, with: metrics.factory)
    }

    func keyChange(after error: LLMError) {
        guard metrics.isEnabled else { return }
        Glue.Metrics.keyChanges.increment(dimensions + metrics.errorType(error), with: metrics.factory)
    }

    private var dimensions: [(String, String)] { metrics.dimensions(operation, model, nil) }
}
