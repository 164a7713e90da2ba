extension Glue {
    /// Metrics of our own, for what the conventions do not measure. Each tells what the spans tell, too.
    public enum Metrics {
        /// A call whose cost is unknown is not in it; see ``callsOfUnknownCost``.
        public static let callCost = MetricDefinition(
            "gluellm.call.cost",
            .histogram,
            unit: "{USD}",
            buckets: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
            "What a model call cost, in US dollars"
        )
        public static let callsOfUnknownCost = MetricDefinition(
            "gluellm.call.cost.unknown",
            .counter,
            unit: "{call}",
            "Model calls that were answered and whose cost is unknown"
        )
        public static let retryDelay = MetricDefinition(
            "gluellm.retry.delay",
            .histogram,
            unit: "s",
            buckets: waits,
            "How long a call waited before it was made again"
        )
        public static let rateLimitWait = MetricDefinition(
            "gluellm.rate_limit.wait",
            .histogram,
            unit: "s",
            buckets: waits,
            "How long a call waited for its turn under a rate limit of the client"
        )
        public static let keyChanges = MetricDefinition(
            "gluellm.key.changes",
            .counter,
            unit: "{change}",
            "Attempts that went on with another key of the pool"
        )
        public static let fallbacks = MetricDefinition(
            "gluellm.fallbacks",
            .counter,
            unit: "{fallback}",
            "Calls that moved on to the next model of their chain"
        )
        public static let guardrailDuration = MetricDefinition(
            "gluellm.guardrail.duration",
            .histogram,
            unit: "s",
            buckets: checks,
            "How long a guardrail took to check what goes to a model or comes from it"
        )
        public static let hookDuration = MetricDefinition(
            "gluellm.hook.duration",
            .histogram,
            unit: "s",
            buckets: checks,
            "How long a hook ran"
        )
        public static let workflowStepDuration = MetricDefinition(
            "gluellm.workflow.step.duration",
            .histogram,
            unit: "s",
            buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
            "How long a step of a workflow took"
        )

        public static let all = [
            callCost, callsOfUnknownCost, retryDelay, rateLimitWait, keyChanges, fallbacks, guardrailDuration, hookDuration,
            workflowStepDuration,
        ]

        private static let waits = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]
        private static let checks = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30]
    }
}
