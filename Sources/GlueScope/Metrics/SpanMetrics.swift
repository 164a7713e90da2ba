import GlueOTLP
import GlueSemantics

/// The metrics that spans come to, with the engine's names.
struct SpanMetrics {
    private(set) var metrics: [OTLP.Metric] = []

    init(_ sums: [(series: Series, sum: Rollup)]) {
        let calls = sums.filter { SpanFacts.calls.contains($0.series.operation) && $0.series.operation != GenAI.Operations.embeddings }
        let embeddings = sums.filter { $0.series.operation == GenAI.Operations.embeddings }
        let tools = sums.filter { $0.series.operation == GenAI.Operations.executeTool }
        let agents = sums.filter { $0.series.operation == GenAI.Operations.invokeAgent }
        let workflows = sums.filter { $0.series.operation == GenAI.Operations.invokeWorkflow }
        let steps = sums.filter { $0.series.operation == Series.step }
        add(GenAI.Metrics.inferenceDuration, calls, \.latency)
        add(GenAI.Metrics.timeToFirstChunk, calls, \.firstChunk)
        add(GenAI.Metrics.operationDuration, embeddings, \.latency)
        add(GenAI.Metrics.executeToolDuration, tools, \.latency)
        add(GenAI.Metrics.invokeAgentDuration, agents, \.latency)
        add(GenAI.Metrics.invokeWorkflowDuration, workflows, \.latency)
        add(Glue.Metrics.workflowStepDuration, steps, \.latency)
        add(GenAI.Metrics.inputTokens, calls + embeddings) { .int($0.input) }
        add(GenAI.Metrics.outputTokens, calls) { .int($0.output) }
        add(GenAI.Metrics.cacheReadInputTokens, calls) { .int($0.cached) }
        add(GenAI.Metrics.reasoningOutputTokens, calls) { .int($0.reasoning) }
        addCost(calls + embeddings)
        add(Self.spans, sums) { .int($0.count) }
        add(Self.errors, sums) { .int($0.errors) }
    }

    static let spans = MetricDefinition("gluellm.scope.spans", .counter, unit: "{span}", "Spans by what they did")
    static let errors = MetricDefinition("gluellm.scope.errors", .counter, unit: "{span}", "Spans that failed, by what they did")

    private mutating func add(_ definition: MetricDefinition, _ sums: [(series: Series, sum: Rollup)], _ value: (Rollup) -> OTLP.Number) {
        metrics.append(OTLP.Metric(definition, sums.map { (Self.attributes($0.series), value($0.sum)) }))
    }

    private mutating func add(
        _ definition: MetricDefinition,
        _ sums: [(series: Series, sum: Rollup)],
        _ histogram: (Rollup) -> LatencyHistogram
    ) {
        let points = sums.compactMap { series, sum -> OTLP.HistogramDataPoint? in
            let counts = histogram(sum)
            guard !counts.counts.isEmpty else { return nil }
            var point = OTLP.HistogramDataPoint()
            point.attributes = Self.attributes(series)
            let powers = 0..<14
            let below = powers.map { counts.count(upToPower: $0) }
            let total = counts.counts.reduce(0, +)
            point.explicitBounds = powers.map { 0.01 * Double(1 << $0) }
            point.bucketCounts = zip(below, [0] + below).map { $0 - $1 } + [total - (below.last ?? 0)]
            point.count = total
            point.sum = definition == GenAI.Metrics.timeToFirstChunk ? nil : Double(sum.duration) / 1e6
            return point
        }
        metrics.append(
            OTLP.Metric(
                name: definition.name,
                description: definition.description,
                unit: definition.unit,
                data: .histogram(points, .cumulative)
            )
        )
    }

    /// A sum and a count; what single calls cost was not kept apart.
    private mutating func addCost(_ sums: [(series: Series, sum: Rollup)]) {
        let points = sums.filter { $0.sum.cost > 0 }.map { series, sum in
            var point = OTLP.HistogramDataPoint()
            point.attributes = Self.attributes(series)
            point.count = UInt64(max(sum.count, 0))
            point.bucketCounts = [point.count]
            point.sum = Double(sum.cost) / 1e9
            return point
        }
        let definition = Glue.Metrics.callCost
        metrics.append(
            OTLP.Metric(
                name: definition.name,
                description: definition.description,
                unit: definition.unit,
                data: .histogram(points, .cumulative)
            )
        )
    }

    private static func attributes(_ series: Series) -> [OTLP.KeyValue] {
        [
            (GenAI.Attributes.operationName, series.operation), (GenAI.Attributes.providerName, series.provider),
            (GenAI.Attributes.requestModel, series.model), (GenAI.Attributes.toolName, series.tool),
            (GenAI.Attributes.workflowName, series.workflow), (Glue.Attributes.workflowStepRole, series.step),
            ("service.name", series.service), (ErrorNames.type, series.error),
        ].filter { !$0.1.isEmpty }.map { OTLP.KeyValue($0.0, .string($0.1)) }
    }
}

extension OTLP.Metric {
    /// A counter or a gauge of all time.
    init(_ definition: MetricDefinition, _ values: [(attributes: [OTLP.KeyValue], value: OTLP.Number)]) {
        let points = values.map { attributes, value in
            var point = OTLP.NumberDataPoint()
            point.attributes = attributes
            point.value = value
            return point
        }
        let data: Data = definition.kind == .gauge ? .gauge(points) : .sum(points, .cumulative, isMonotonic: definition.kind == .counter)
        self.init(name: definition.name, description: definition.description, unit: definition.unit, data: data)
    }
}
