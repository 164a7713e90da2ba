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
        let inner = spans.filter { $0.parentSpanID == root?.spanID && Self.integer($0, Glue.Attributes.workflowStepIndex) != nil }
        steps = inner.map { span in
            Step(
                index: Self.integer(span, Glue.Attributes.workflowStepIndex) ?? -1,
                executor: Self.text(span, Glue.Attributes.workflowStepExecutor) ?? "",
                role: Self.text(span, Glue.Attributes.workflowStepRole),
                round: Self.integer(span, Glue.Attributes.workflowStepRound),
                input: Self.text(span, OpenInference.inputValue) ?? "",
                output: Self.text(span, OpenInference.outputValue) ?? ""
            )
        }
        .sorted { $0.index < $1.index }
        input = root.flatMap { Self.text($0, OpenInference.inputValue) }
        output = root.flatMap { Self.text($0, OpenInference.outputValue) }
        iterations = root.flatMap { Self.integer($0, Glue.Attributes.workflowIterations) }
        totals = root.map(Self.totals) ?? Totals()
        leaves = inner.map(Self.totals).reduce(into: Totals()) { sum, step in
            sum.inputTokens += step.inputTokens
            sum.outputTokens += step.outputTokens
            sum.cost += step.cost
        }
    }

    private static func totals(_ span: FinishedInMemorySpan) -> Totals {
        var totals = Totals()
        totals.inputTokens = integer(span, Glue.Attributes.usageInputTokens) ?? 0
        totals.outputTokens = integer(span, Glue.Attributes.usageOutputTokens) ?? 0
        if case .double(let cost)? = span.attributes.get(Glue.Attributes.costUSD) { totals.cost = cost }
        return totals
    }

    private static func text(_ span: FinishedInMemorySpan, _ key: String) -> String? {
        if case .string(let text)? = span.attributes.get(key) { text } else { nil }
    }

    private static func integer(_ span: FinishedInMemorySpan, _ key: String) -> Int? {
        switch span.attributes.get(key) {
        case .int64(let value): Int(value)
        case .int32(let value): Int(value)
        default: nil
        }
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
