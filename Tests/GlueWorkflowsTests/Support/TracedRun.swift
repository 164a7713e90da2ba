import GlueSemantics
import GlueWorkflows
import InMemoryTracing
import Tracing

/// A run as its spans alone tell it.
struct TracedRun {
    struct Step: Equatable {
        var index: Int
        var executor: String
        var role: String?
        var round: Int?
        var input: String
        var output: String
    }

    struct Totals: Equatable {
        var inputTokens = 0
        var outputTokens = 0
        var cost = 0.0
    }

    var steps: [Step]
    var input: String?
    var output: String?
    var iterations: Int?
    /// What the run's own span says, and what its steps say together.
    var totals: Totals
    var leaves: Totals

    init(_ spans: [FinishedInMemorySpan]) {
        let root = spans.first { $0.parentSpanID == nil }
        // Steps of this run alone: those of inner workflows are below spans of their own.
        let inner = spans.filter { $0.parentSpanID == root?.spanID && $0.integer(Glue.Attributes.workflowStepIndex) != nil }
        steps = inner.map { span in
            Step(
                index: span.integer(Glue.Attributes.workflowStepIndex) ?? -1,
                executor: span.text(Glue.Attributes.workflowStepExecutor) ?? "",
                role: span.text(Glue.Attributes.workflowStepRole),
                round: span.integer(Glue.Attributes.workflowStepRound),
                input: span.text(OpenInference.inputValue) ?? "",
                output: span.text(OpenInference.outputValue) ?? ""
            )
        }
        .sorted { $0.index < $1.index }
        input = root.flatMap { $0.text(OpenInference.inputValue) }
        output = root.flatMap { $0.text(OpenInference.outputValue) }
        iterations = root.flatMap { $0.integer(Glue.Attributes.workflowIterations) }
        totals = root.map(Self.totals) ?? Totals()
        leaves = inner.map(Self.totals).reduce(into: Totals()) { sum, step in
            sum.inputTokens += step.inputTokens
            sum.outputTokens += step.outputTokens
            sum.cost += step.cost
        }
    }

    private static func totals(_ span: FinishedInMemorySpan) -> Totals {
        var totals = Totals()
        totals.inputTokens = span.integer(Glue.Attributes.usageInputTokens) ?? 0
        totals.outputTokens = span.integer(Glue.Attributes.usageOutputTokens) ?? 0
        totals.cost = span.number(Glue.Attributes.costUSD) ?? 0
        return totals
    }
}

extension TracedRun.Step {
    init(_ interaction: Interaction) {
        self.init(
            index: interaction.index,
            executor: interaction.executor ?? "",
            role: interaction.role,
            round: interaction.round,
            input: interaction.input,
            output: interaction.output
        )
    }
}
