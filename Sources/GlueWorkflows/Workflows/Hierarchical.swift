import GlueJSON
public import GlueLLM

/// A manager who splits a task, workers who do the parts, and the manager again who puts them together.
///
/// ```swift
/// let team = Hierarchical(manager: lead, workers: [ann, ben], settings: .init(maxSubtasks: 4))
/// ```
/// A manager who names no parts does the task. Its iterations are the parts.
public struct Hierarchical: Workflow {
    public enum SynthesisStrategy: String, Sendable, Hashable, Codable {
        /// The manager sums up the results.
        case summarize
        /// The results are put one after the other, without the manager.
        case concatenate
        /// The manager makes one text of the results that leaves nothing out.
        case merge
    }

    public struct Settings: Sendable, Hashable, Codable {
        public var maxSubtasks: Int
        /// Whether the workers work side by side.
        public var parallelWorkers: Bool
        public var synthesisStrategy: SynthesisStrategy

        public init(maxSubtasks: Int = 5, parallelWorkers: Bool = true, synthesisStrategy: SynthesisStrategy = .summarize) {
            self.maxSubtasks = maxSubtasks
            self.parallelWorkers = parallelWorkers
            self.synthesisStrategy = synthesisStrategy
        }
    }

    public static let kind = "hierarchical"

    public var name: String
    public var settings: Settings
    public var manager: any StepExecutor
    public var workers: [any StepExecutor]

    public init(
        _ name: String = Self.kind,
        manager: any StepExecutor,
        workers: [any StepExecutor],
        settings: Settings = Settings()
    ) {
        self.name = name
        self.manager = manager
        self.workers = workers
        self.settings = settings
    }

    public var outline: Outline {
        let order: Outline.Order = settings.parallelWorkers ? .parallel : .sequence
        var parts = [
            Outline("split", detail: "at most \(settings.maxSubtasks) parts", parts: [manager.outline]),
            Outline("work", order: order, parts: workers.map(\.outline)),
        ]
        if settings.synthesisStrategy != .concatenate { parts.append(Outline("synthesis", parts: [manager.outline])) }
        return Outline(name, detail: Self.kind, parts: parts)
    }

    public func validate() throws(LLMError) {
        try require(settings.maxSubtasks > 0, "maxSubtasks is at least 1")
        try require(!workers.isEmpty, "there are no workers; give it at least one")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        let plan = try await run.step("split", manager, split(input), role: "manager").text
        let subtasks = Array(ListItems(plan).items.prefix(settings.maxSubtasks))
        guard !subtasks.isEmpty else {
            let answer = try await run.step("answer", manager, input, role: "manager").text
            return outcome(answer, 0)
        }
        let calls = subtasks.enumerated().map { place, subtask in
            let worker = workers[place % workers.count]
            return StepCall("work", worker, work(subtask, of: input), role: worker.name)
        }
        let results = try await run.parallel(calls, limit: settings.parallelWorkers ? nil : 1)
        let listed = zip(subtasks, results).map { "\($0):\n\($1.text)" }.joined(separator: "\n\n")
        guard settings.synthesisStrategy != .concatenate else { return outcome(listed, subtasks.count) }
        return outcome(try await run.step("synthesis", manager, synthesis(input, listed), role: "manager").text, subtasks.count)
    }

    private func outcome(_ text: String, _ subtasks: Int) -> WorkflowOutcome {
        WorkflowOutcome(
            text,
            iterations: subtasks,
            metadata: [
                "subtasks_created": .integer(Int64(subtasks)), "workers_used": .integer(Int64(min(subtasks, workers.count))),
                "parallel_execution": .bool(settings.parallelWorkers),
                "synthesis_strategy": .string(settings.synthesisStrategy.rawValue),
            ]
        )
    }

    private func split(_ task: String) -> String {
        """
        The task:
        \(task)

        Split it into at most \(settings.maxSubtasks) parts that can be done without each other. Write a numbered list, a line a \
        part, and nothing else.
        """
    }

    private func work(_ subtask: String, of task: String) -> String {
        "Do this part of a larger task:\n\(subtask)\n\nThe whole task, for you to know:\n\(task)"
    }

    private func synthesis(_ task: String, _ results: String) -> String {
        let wish =
            settings.synthesisStrategy == .summarize ? "Sum them up as the answer." : "Make one text of them that leaves nothing out."
        return "The task:\n\(task)\n\nThe results of its parts:\n\n\(results)\n\n\(wish)"
    }
}
