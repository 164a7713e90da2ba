import GlueJSON
public import GlueLLM

/// A producer and its critics: a draft is criticised and written anew, round by round.
///
/// ```swift
/// let refinement = IterativeRefinement(producer: writer, critics: [Critic(editor, specialty: "style")])
/// ```
/// It ends early when an evaluator of yours finds a draft good enough. Its iterations are its rounds.
public struct IterativeRefinement: Workflow {
    public struct Settings: Sendable, Hashable, Codable {
        public var maxIterations: Int
        /// The quality, from 0 to 1, with which a draft is good enough; nil for the evaluator's own word not being asked.
        public var minQualityScore: Double?

        public init(maxIterations: Int = 3, minQualityScore: Double? = nil) {
            self.maxIterations = maxIterations
            self.minQualityScore = minQualityScore
        }
    }

    public static let kind = "iterative_refinement"

    public var name: String
    public var settings: Settings
    public var producer: any StepExecutor
    public var critics: [Critic]
    /// How good a draft is, from 0 to 1. One that throws leaves the draft unjudged.
    public var evaluate: (@Sendable (String) async throws -> Double)?

    public init(
        _ name: String = Self.kind,
        producer: any StepExecutor,
        critics: [Critic],
        settings: Settings = Settings(),
        evaluate: (@Sendable (String) async throws -> Double)? = nil
    ) {
        self.name = name
        self.producer = producer
        self.critics = critics
        self.settings = settings
        self.evaluate = evaluate
    }

    public var outline: Outline {
        let critique = Outline("critique", order: .parallel, parts: critics.map(\.outline))
        return Outline(name, detail: Self.kind, order: .loop(atMost: settings.maxIterations), parts: [producer.outline, critique])
    }

    public func validate() throws(LLMError) {
        guard settings.maxIterations > 0 else { throw LLMError(.configuration, "\(name): maxIterations is at least 1") }
        guard !critics.isEmpty else { throw LLMError(.configuration, "\(name) has no critics; give it at least one") }
        if let score = settings.minQualityScore {
            guard (0...1).contains(score) else { throw LLMError(.configuration, "\(name): minQualityScore is between 0 and 1") }
            guard evaluate != nil else { throw LLMError(.configuration, "\(name): minQualityScore needs an evaluator") }
        }
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var draft = ""
        var feedback: [String] = []
        for round in 1...settings.maxIterations {
            let prompt = round == 1 ? input : revision(of: draft, for: input, feedback)
            draft = try await run.step("producer", producer, prompt, round: round).text
            let reviews = try await run.parallel(
                critics.map { StepCall("critic", $0.executor, $0.prompt(for: draft, task: input), role: $0.specialty, round: round) }
            )
            feedback = zip(critics, reviews).map { "\($0.specialty): \($1.text)" }
            if try await isGoodEnough(draft, round, run) { return outcome(draft, round, converged: true) }
        }
        return outcome(draft, settings.maxIterations, converged: false)
    }

    private func isGoodEnough(_ draft: String, _ round: Int, _ run: WorkflowRun) async throws(LLMError) -> Bool {
        guard let evaluate, let least = settings.minQualityScore else { return false }
        do {
            let score = try await evaluate(draft)
            run.note("quality", round: round, ["score": .number(score)])
            return score >= least
        } catch {
            guard !Task.isCancelled else { throw LLMError(.cancelled, "the run was cancelled") }
            run.note("quality", round: round, ["error": .string("\(type(of: error))")])
            return false
        }
    }

    private func revision(of draft: String, for task: String, _ feedback: [String]) -> String {
        """
        \(task)

        Your previous draft:
        \(draft)

        What the critics say of it:
        \(feedback.joined(separator: "\n\n"))

        Write the draft anew. Answer with the draft alone.
        """
    }

    private func outcome(_ draft: String, _ rounds: Int, converged: Bool) -> WorkflowOutcome {
        WorkflowOutcome(
            draft,
            iterations: rounds,
            metadata: ["converged": .bool(converged), "num_critics": .integer(Int64(critics.count))]
        )
    }
}
