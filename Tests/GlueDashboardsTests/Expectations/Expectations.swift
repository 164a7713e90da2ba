import GlueSemantics

/// What a panel should show for each of its queries, by what happened.
typealias Expectation = [@Sendable (Facts) -> Answers]

/// What every panel of every dashboard should show, by the dashboard's uid and the panel's title.
enum Expectations {
    static let all: [String: [String: Expectation]] = [
        "gluellm-overview": overview, "gluellm-cost": cost, "gluellm-latency": latency, "gluellm-tools": tools,
        "gluellm-limits": limits, "gluellm-telemetry": telemetry,
    ]

    /// The lines for the median and what is slow.
    static func percentiles(_ metric: MetricDefinition, _ happenings: @escaping @Sendable (Facts) -> [Happening]) -> Expectation {
        [0.5, 0.95, 0.99].map { quantile in { $0.quantile(quantile, happenings($0), metric.buckets) } }
    }

    static func percentile(
        _ quantile: Double,
        _ metric: MetricDefinition,
        by labels: String...,
        of happenings: @escaping @Sendable (Facts) -> [Happening]
    ) -> Expectation {
        [{ $0.quantile(quantile, happenings($0), metric.buckets, by: labels) }]
    }

    static let byModel = ["gen_ai_request_model"]
    static let byProvider = ["gen_ai_provider_name"]
    static let byAgent = ["gen_ai_agent_name"]
    static let byError = ["error_type"]
    static let byTool = ["gen_ai_tool_name"]
    static let byWorkflow = ["gen_ai_workflow_name"]
    static let byMethod = ["mcp_method_name"]
    static let byExecutor = ["gen_ai_workflow_name", "gluellm_workflow_step_executor"]
    static let byDestination = ["otel_component_name"]
}
