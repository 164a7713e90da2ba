import GlueJSON
public import GlueLLM

/// Steps one after the other: what one answers, the next is given.
///
/// ```swift
/// let pipeline = Pipeline("report", stages: [
///     Stage("draft", writer),
///     Stage("shorten", editor, when: .longer(than: 2_000)),
/// ])
/// ```
/// Its iterations are the stages that ran.
public struct Pipeline: Workflow {
    public struct Settings: Sendable, Hashable, Codable {
        /// The stages' names, in their order.
        public var stages: [String]
    }

    public static let kind = "pipeline"

    public var name: String
    public var stages: [Stage]

    public init(_ name: String = Self.kind, stages: [Stage]) {
        self.name = name
        self.stages = stages
    }

    public var settings: Settings { Settings(stages: stages.map(\.name)) }

    public var outline: Outline { Outline(name, detail: Self.kind, parts: stages.map(\.outline)) }

    public func validate() throws(LLMError) {
        guard stages.isEmpty else { return }
        throw LLMError(.configuration, "pipeline \(name) has no stages; give it at least one")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var output = StepOutput(input)
        var count = 0
        for stage in stages {
            guard stage.condition?.holds(for: output.text) ?? true else {
                run.note("skipped", ["stage": .string(stage.name)])
                continue
            }
            output = try await run.step(stage.name, stage.executor, output.text, role: stage.name)
            count += 1
        }
        return WorkflowOutcome(
            output.text,
            value: output.value,
            iterations: count,
            metadata: ["stages": .array(stages.map { .string($0.name) })]
        )
    }
}
