/// A metric of the conventions: what swift-metrics alone cannot carry stands here.
public struct MetricDefinition: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// A sum that only grows.
        case counter
        /// A sum that also falls; a `Meter` of swift-metrics.
        case upDownCounter
        /// A value of the moment.
        case gauge
        case histogram
    }

    public var name: String
    public var kind: Kind
    /// The unit by UCUM, such as `s` or `{token}`.
    public var unit: String
    public var description: String
    /// The upper bounds of a histogram's buckets; empty where none are advised.
    public var buckets: [Double]

    public init(_ name: String, _ kind: Kind, unit: String, buckets: [Double] = [], _ description: String) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.buckets = buckets
        self.description = description
    }
}

extension GenAI {
    /// The metrics of the GenAI conventions.
    ///
    /// Source: open-telemetry/semantic-conventions-genai, "Generative AI metrics".
    public enum Metrics {
        public static let inferenceDuration = MetricDefinition(
            "gen_ai.client.inference.duration",
            .histogram,
            unit: "s",
            buckets: durations,
            "How long a model call took, with all its attempts"
        )
        public static let timeToFirstChunk = MetricDefinition(
            "gen_ai.client.inference.time_to_first_chunk",
            .histogram,
            unit: "s",
            buckets: durations,
            "How long a streamed model call took to its first chunk"
        )
        public static let timePerOutputChunk = MetricDefinition(
            "gen_ai.client.inference.time_per_output_chunk",
            .histogram,
            unit: "s",
            buckets: durations,
            "How long each chunk after the first took"
        )
        public static let inputTokens = MetricDefinition(
            "gen_ai.client.inference.usage.input_tokens",
            .counter,
            unit: "{token}",
            "Input tokens, those from a cache included"
        )
        public static let outputTokens = MetricDefinition(
            "gen_ai.client.inference.usage.output_tokens",
            .counter,
            unit: "{token}",
            "Output tokens, those of reasoning included"
        )
        public static let cacheReadInputTokens = MetricDefinition(
            "gen_ai.client.inference.usage.cache_read.input_tokens",
            .counter,
            unit: "{token}",
            "Input tokens read from a cache"
        )
        public static let cacheWriteInputTokens = MetricDefinition(
            "gen_ai.client.inference.usage.cache_write.input_tokens",
            .counter,
            unit: "{token}",
            "Input tokens written to a cache"
        )
        public static let reasoningOutputTokens = MetricDefinition(
            "gen_ai.client.inference.usage.reasoning.output_tokens",
            .counter,
            unit: "{token}",
            "Output tokens of reasoning"
        )
        public static let operationInputTokens = MetricDefinition(
            "gen_ai.client.inference.operation.input_tokens",
            .histogram,
            unit: "{token}",
            buckets: tokens,
            "Input tokens of a model call"
        )
        public static let operationOutputTokens = MetricDefinition(
            "gen_ai.client.inference.operation.output_tokens",
            .histogram,
            unit: "{token}",
            buckets: tokens,
            "Output tokens of a model call"
        )
        public static let invokeAgentDuration = MetricDefinition(
            "gen_ai.invoke_agent.duration",
            .histogram,
            unit: "s",
            buckets: [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6],
            "How long a completion took, tools included"
        )
        public static let invokeAgentInferenceCalls = MetricDefinition(
            "gen_ai.invoke_agent.inference_calls",
            .histogram,
            unit: "{inference_call}",
            buckets: counts,
            "How many model calls a completion made, failed ones included"
        )
        public static let invokeAgentToolCalls = MetricDefinition(
            "gen_ai.invoke_agent.tool_calls",
            .histogram,
            unit: "{tool_call}",
            buckets: counts,
            "How many tools a completion ran"
        )
        public static let invokeWorkflowDuration = MetricDefinition(
            "gen_ai.invoke_workflow.duration",
            .histogram,
            unit: "s",
            buckets: workflowDurations,
            "How long a workflow took, with all its steps"
        )
        public static let executeToolDuration = MetricDefinition(
            "gen_ai.execute_tool.duration",
            .histogram,
            unit: "s",
            buckets: durations,
            "How long a tool ran"
        )
        /// Of the `legacy-1.41` profile.
        public static let legacyTokenUsage = MetricDefinition(
            "gen_ai.client.token.usage",
            .histogram,
            unit: "{token}",
            buckets: tokens,
            "Tokens of a model call"
        )
        /// Of the `legacy-1.41` profile for model calls; of the latest one for other client operations.
        public static let operationDuration = MetricDefinition(
            "gen_ai.client.operation.duration",
            .histogram,
            unit: "s",
            buckets: durations,
            "How long an operation took"
        )
        /// Of the `legacy-1.41` profile.
        public static let legacyTimeToFirstChunk = MetricDefinition(
            "gen_ai.client.operation.time_to_first_chunk",
            .histogram,
            unit: "s",
            buckets: durations,
            "How long a streamed model call took to its first chunk"
        )
        /// Of the `legacy-1.41` profile.
        public static let legacyTimePerOutputChunk = MetricDefinition(
            "gen_ai.client.operation.time_per_output_chunk",
            .histogram,
            unit: "s",
            buckets: durations,
            "How long each chunk after the first took"
        )
        /// Of the `legacy-1.41` profile.
        public static let legacyWorkflowDuration = MetricDefinition(
            "gen_ai.workflow.duration",
            .histogram,
            unit: "s",
            buckets: workflowDurations,
            "How long a workflow took, with all its steps"
        )

        /// Every metric of the catalogue, for a backend that looks units and buckets up by name.
        public static let all = [
            inferenceDuration, timeToFirstChunk, timePerOutputChunk, inputTokens, outputTokens, cacheReadInputTokens,
            cacheWriteInputTokens, reasoningOutputTokens, operationInputTokens, operationOutputTokens, invokeAgentDuration,
            invokeAgentInferenceCalls, invokeAgentToolCalls, invokeWorkflowDuration, executeToolDuration, legacyTokenUsage,
            operationDuration, legacyTimeToFirstChunk, legacyTimePerOutputChunk, legacyWorkflowDuration,
        ]

        private static let durations = (0..<14).map { 0.01 * Double(1 << $0) }
        private static let tokens = (0..<14).map { Double(1 << (2 * $0)) }
        private static let workflowDurations: [Double] = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200]
        private static let counts = (0..<8).map { Double(1 << $0) }
    }
}
