import GlueJSON
public import GlueLLM

/// Branches that are given the same input and answer it side by side.
///
/// ```swift
/// let views = Parallel("views", branches: [lawyer, engineer], joiner: editor)
/// ```
/// Without a joiner the answers are put one after the other. Its iterations are its branches.
public struct Parallel: Workflow {
    public struct Settings: Sendable, Hashable, Codable {
        /// How many branches are answered at once; nil for all.
        public var maxConcurrency: Int?

        public init(maxConcurrency: Int? = nil) { self.maxConcurrency = maxConcurrency }
    }

    public static let kind = "parallel"

    public var name: String
    public var settings: Settings
    public var branches: [any StepExecutor]
    public var joiner: (any StepExecutor)?

    public init(
        _ name: String = Self.kind,
        branches: [any StepExecutor],
        joiner: (any StepExecutor)? = nil,
        settings: Settings = Settings()
    ) {
        self.name = name
        self.branches = branches
        self.joiner = joiner
        self.settings = settings
    }

    public var outline: Outline {
        let branches = Outline("branches", order: .parallel, parts: branches.map(\.outline))
        return Outline(name, detail: Self.kind, parts: [branches] + (joiner.map { [$0.outline] } ?? []))
    }

    public func validate() throws(LLMError) {
        try require(!branches.isEmpty, "there are no branches; give it at least one")
        try require(settings.maxConcurrency.map { $0 > 0 } ?? true, "maxConcurrency is at least 1")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        let calls = branches.map { StepCall("branch", $0, input, role: $0.name) }
        let answers = try await run.parallel(calls, limit: settings.maxConcurrency)
        let listed = zip(branches, answers).map { "\($0.name):\n\($1.text)" }.joined(separator: "\n\n")
        var output = branches.count == 1 ? answers[0].text : listed
        if let joiner { output = try await run.step("join", joiner, "The question:\n\(input)\n\nAnswers to it:\n\n\(listed)").text }
        return WorkflowOutcome(output, iterations: branches.count, metadata: ["branches": .array(branches.map { .string($0.name) })])
    }
}
