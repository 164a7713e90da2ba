import GlueJSON
public import GlueLLM

/// A thinker who goes on in several ways at each step, and an evaluator who says which of them to follow.
///
/// ```swift
/// let puzzle = TreeOfThoughts(thinker: solver, evaluator: judge, settings: .init(maxDepth: 2))
/// ```
/// The output is the question with the thoughts of the best way, a line each. Its iterations are the depths that were reached.
public struct TreeOfThoughts: Workflow {
    public enum EvaluationStrategy: String, Sendable, Hashable, Codable {
        /// Each thought gets a score of its own; all that are good enough are followed.
        case score
        /// The evaluator sees all thoughts of a depth at once and picks those that are followed.
        case vote
        /// Each thought gets a score; only the best is followed.
        case bestFirst = "best_first"
    }

    public struct Settings: Sendable, Hashable, Codable {
        /// How many thoughts are looked at in each depth, and how many are followed at most.
        public var branchingFactor: Int
        public var maxDepth: Int
        public var evaluationStrategy: EvaluationStrategy
        /// Thoughts with a lower score are not followed.
        public var pruneThreshold: Double

        public init(
            branchingFactor: Int = 3,
            maxDepth: Int = 3,
            evaluationStrategy: EvaluationStrategy = .score,
            pruneThreshold: Double = 0.3
        ) {
            self.branchingFactor = branchingFactor
            self.maxDepth = maxDepth
            self.evaluationStrategy = evaluationStrategy
            self.pruneThreshold = pruneThreshold
        }
    }

    public static let kind = "tree_of_thoughts"

    public var name: String
    public var settings: Settings
    public var thinker: any StepExecutor
    public var evaluator: any StepExecutor

    /// - Parameter evaluator: Nil for the thinker itself.
    public init(
        _ name: String = Self.kind,
        thinker: any StepExecutor,
        evaluator: (any StepExecutor)? = nil,
        settings: Settings = Settings()
    ) {
        self.name = name
        self.thinker = thinker
        self.evaluator = evaluator ?? thinker
        self.settings = settings
    }

    public var outline: Outline {
        let think = Outline("think", detail: "\(settings.branchingFactor) ways", order: .parallel, parts: [thinker.outline])
        let judge = Outline("evaluate", detail: settings.evaluationStrategy.rawValue, order: .parallel, parts: [evaluator.outline])
        return Outline(name, detail: Self.kind, order: .loop(atMost: settings.maxDepth), parts: [think, judge])
    }

    public func validate() throws(LLMError) {
        try require(settings.branchingFactor > 0, "branchingFactor is at least 1")
        try require(settings.maxDepth > 0, "maxDepth is at least 1")
        try require((0...1).contains(settings.pruneThreshold), "pruneThreshold is between 0 and 1")
    }

    /// A way through the tree.
    private struct Path: Sendable {
        var thoughts: [String] = []
        var score = 0.0
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var frontier = [Path()]
        var best = Path()
        var depth = 0
        for level in 1...settings.maxDepth {
            let candidates = try await candidates(from: frontier, input, level, run)
            guard !candidates.isEmpty else { break }
            depth = level
            let judged = try await judged(candidates, input, level, run)
            // Where all are pruned, the best of them is still the furthest that was come.
            best = judged[0]
            let width = settings.evaluationStrategy == .bestFirst ? 1 : settings.branchingFactor
            frontier = Array(judged.filter { $0.score >= settings.pruneThreshold }.prefix(width))
            run.note("depth", round: level, ["candidates": .integer(Int64(candidates.count)), "kept": .integer(Int64(frontier.count))])
            guard !frontier.isEmpty else { break }
        }
        return WorkflowOutcome(
            ([input] + best.thoughts).joined(separator: "\n"),
            iterations: depth,
            metadata: [
                "max_depth": .integer(Int64(settings.maxDepth)), "branching_factor": .integer(Int64(settings.branchingFactor)),
                "evaluation_strategy": .string(settings.evaluationStrategy.rawValue), "score": .number(best.score),
            ]
        )
    }

    /// The ways on from all nodes that are followed, as many as are looked at, taken from each in turn.
    private func candidates(
        from frontier: [Path],
        _ question: String,
        _ level: Int,
        _ run: WorkflowRun
    ) async throws(LLMError) -> [Path] {
        let answers = try await run.parallel(
            frontier.map { StepCall("think", thinker, think(question, $0), role: "thinker", round: level) }
        )
        let branches = answers.map { $0.error == nil ? ListItems($0.text).items : [] }
        var candidates: [Path] = []
        for place in 0..<settings.branchingFactor {
            for (path, thoughts) in zip(frontier, branches) where place < thoughts.count {
                candidates.append(Path(thoughts: path.thoughts + [thoughts[place]]))
            }
        }
        return Array(candidates.prefix(settings.branchingFactor))
    }

    /// The ways with their scores, the best first.
    private func judged(_ paths: [Path], _ question: String, _ level: Int, _ run: WorkflowRun) async throws(LLMError) -> [Path] {
        var judged = paths
        if settings.evaluationStrategy == .vote {
            let answer = try await run.parallel([StepCall("evaluate", evaluator, choose(question, paths), role: "evaluator", round: level)]
            )[0]
            let numbers = answer.error == nil ? answer.text.split { !$0.isNumber }.compactMap { Int($0) } : []
            for (rank, number) in numbers.enumerated() where paths.indices.contains(number - 1) && judged[number - 1].score == 0 {
                judged[number - 1].score = 1 / Double(rank + 1)
            }
        } else {
            let calls = paths.map { StepCall("evaluate", evaluator, rate(question, $0), role: "evaluator", round: level) }
            for (place, answer) in try await run.parallel(calls).enumerated() {
                judged[place].score = answer.error == nil ? Score.value(answer.text) : 0
            }
        }
        return judged.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
    }

    private func think(_ question: String, _ path: Path) -> String {
        """
        The question:
        \(question)\(soFar(path))

        Write \(settings.branchingFactor) different next thoughts that lead towards the answer, as a numbered list, a line each.
        """
    }

    private func rate(_ question: String, _ path: Path) -> String {
        "The question:\n\(question)\(soFar(path))\n\nHow promising is this way, from 0 to 1? Answer with the number alone."
    }

    private func choose(_ question: String, _ paths: [Path]) -> String {
        let list = paths.enumerated().map { "\($0.offset + 1). \($0.element.thoughts.joined(separator: " → "))" }.joined(separator: "\n")
        return "The question:\n\(question)\n\nWays to go on:\n\(list)\n\nWrite the numbers of those worth following, the best first, alone."
    }

    private func soFar(_ path: Path) -> String {
        path.thoughts.isEmpty ? "" : "\n\nThe thoughts so far:\n" + path.thoughts.joined(separator: "\n")
    }
}
