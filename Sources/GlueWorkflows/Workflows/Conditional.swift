import GlueJSON
public import GlueLLM

/// One executor where a condition holds for the input, another one where it does not.
///
/// ```swift
/// let answer = Conditional("answer", if: .longer(than: 8_000), then: summarised, otherwise: direct)
/// ```
/// Without another one the input is the output. Its iterations are one.
public struct Conditional: Workflow {
    public struct Settings: Sendable, Hashable, Codable {
        /// The condition in words.
        public var condition: String
    }

    public static let kind = "conditional"

    public var name: String
    public var condition: Condition
    public var then: any StepExecutor
    public var otherwise: (any StepExecutor)?

    public init(
        _ name: String = Self.kind,
        if condition: Condition,
        then: any StepExecutor,
        otherwise: (any StepExecutor)? = nil
    ) {
        self.name = name
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
    }

    public var settings: Settings { Settings(condition: "\(condition)") }

    public var outline: Outline {
        Outline(name, detail: "if \(condition)", order: .choice, parts: [then.outline] + (otherwise.map { [$0.outline] } ?? []))
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        let holds = condition.holds(for: input)
        run.note("decided", ["holds": .bool(holds)])
        guard let chosen = holds ? then : otherwise else { return WorkflowOutcome(input, iterations: 1, metadata: ["holds": .bool(holds)]) }
        let output = try await run.step(holds ? "then" : "otherwise", chosen, input)
        return WorkflowOutcome(output.text, value: output.value, iterations: 1, metadata: ["holds": .bool(holds)])
    }
}
