import GlueJSON
public import GlueLLM

/// Experts of whom those answer whom the question needs, and a combiner who makes one answer of theirs.
///
/// ```swift
/// let experts = MixtureOfExperts(
///     experts: [Expert(lawyer, specialty: "law"), Expert(doctor, specialty: "medicine")],
///     router: receptionist,
///     combiner: editor
/// )
/// ```
/// A single expert's answer is the output as it is. Its iterations are the experts who were asked.
public struct MixtureOfExperts: Workflow {
    public enum RoutingStrategy: String, Sendable, Hashable, Codable {
        /// The router names the experts; without one, or where it names none, keywords and specialties decide. At most `topK`.
        case semantic
        /// All whose keywords stand in the question; the first where none's do.
        case keyword
        case all
        /// The `topK` with most keywords in the question; the earlier of equals.
        case topK = "top_k"
    }

    public enum CombineStrategy: String, Sendable, Hashable, Codable {
        /// The combiner makes one answer of all.
        case synthesize
        /// The answers are put one after the other.
        case concatenate
        /// The answer that most gave; the earlier of equals.
        case vote
    }

    public struct Settings: Sendable, Hashable, Codable {
        public var routingStrategy: RoutingStrategy
        public var topK: Int
        public var combineStrategy: CombineStrategy

        public init(
            routingStrategy: RoutingStrategy = .semantic,
            topK: Int = 2,
            combineStrategy: CombineStrategy = .synthesize
        ) {
            self.routingStrategy = routingStrategy
            self.topK = topK
            self.combineStrategy = combineStrategy
        }
    }

    public static let kind = "mixture_of_experts"

    public var name: String
    public var settings: Settings
    public var experts: [Expert]
    public var router: (any StepExecutor)?
    public var combiner: (any StepExecutor)?

    /// - Parameters:
    ///   - router: Is asked with the semantic strategy alone.
    ///   - combiner: Nil for putting the answers one after the other.
    public init(
        _ name: String = Self.kind,
        experts: [Expert],
        router: (any StepExecutor)? = nil,
        combiner: (any StepExecutor)? = nil,
        settings: Settings = Settings()
    ) {
        self.name = name
        self.experts = experts
        self.router = router
        self.combiner = combiner
        self.settings = settings
    }

    public var outline: Outline {
        let order: Outline.Order = settings.routingStrategy == .all ? .parallel : .choice
        var parts = [Outline("experts", detail: settings.routingStrategy.rawValue, order: order, parts: experts.map(\.outline))]
        if settings.routingStrategy == .semantic, let router { parts.insert(router.outline, at: 0) }
        if settings.combineStrategy == .synthesize, let combiner { parts.append(combiner.outline) }
        return Outline(name, detail: Self.kind, parts: parts)
    }

    public func validate() throws(LLMError) {
        try require(!experts.isEmpty, "there are no experts; give it at least one")
        try require(settings.topK > 0, "topK is at least 1")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        let chosen = try await chosen(for: input, run)
        let names = JSONValue.array(chosen.map { .string($0.executor.name) })
        run.note("routing", ["experts": names])
        let answers = try await run.parallel(chosen.map { StepCall("expert", $0.executor, input, role: $0.specialty) })
        return WorkflowOutcome(
            try await combined(zip(chosen, answers).map { ($0, $1) }, input, run),
            iterations: chosen.count,
            metadata: [
                "experts_used": names, "routing_strategy": .string(settings.routingStrategy.rawValue),
                "combine_strategy": .string(settings.combineStrategy.rawValue),
            ]
        )
    }

    private func chosen(for input: String, _ run: WorkflowRun) async throws(LLMError) -> [Expert] {
        let fitting = experts.filter { $0.affinity(to: input) > 0 }
        switch settings.routingStrategy {
        case .all: return experts
        case .keyword: return fitting.isEmpty ? [experts[0]] : fitting
        case .topK:
            let ranked = experts.enumerated().map { (place: $0.offset, affinity: $0.element.affinity(to: input), expert: $0.element) }
                .sorted { ($1.affinity, $0.place) < ($0.affinity, $1.place) }
            return ranked.prefix(settings.topK).map(\.expert)
        case .semantic:
            if let router {
                let answer = try await run.step("route", router, question(input), role: "router").text
                let named = named(in: answer)
                if !named.isEmpty { return Array(named.prefix(settings.topK)) }
            }
            return Array((fitting.isEmpty ? experts : fitting).prefix(settings.topK))
        }
    }

    /// The experts whose numbers a router wrote down, in its order, each once: those of a line that has nothing but numbers.
    private func named(in answer: String) -> [Expert] {
        var seen: Set<Int> = []
        let line = answer.split(separator: "\n").last { line in line.contains(where: \.isNumber) && !line.contains(where: \.isLetter) }
        let numbers = (line ?? "").split { !$0.isNumber }.compactMap { Int($0) }
        return numbers.filter { experts.indices.contains($0 - 1) && seen.insert($0).inserted }.map { experts[$0 - 1] }
    }

    private func combined(_ answers: [(expert: Expert, outcome: StepOutcome)], _ input: String, _ run: WorkflowRun) async throws(LLMError)
        -> String
    {
        guard answers.count > 1 else { return answers.first?.outcome.text ?? "" }
        let listed = answers.map { "\($0.expert.specialty):\n\($0.outcome.text)" }.joined(separator: "\n\n")
        switch settings.combineStrategy {
        case .concatenate: return listed
        case .vote:
            // Errors are no answers, however many have the same.
            let given = answers.indices.filter { answers[$0].outcome.error == nil }
            let votes = Dictionary(grouping: given) { answers[$0].outcome.text.lowercased()[...].trimming(\.isWhitespace) }
            let winner = votes.values.max { $0.count < $1.count || ($0.count == $1.count && $0[0] > $1[0]) }
            return answers[winner?[0] ?? 0].outcome.text
        case .synthesize:
            guard let combiner else { return listed }
            let prompt = "The question:\n\(input)\n\nWhat experts answered:\n\n\(listed)\n\nMake one answer of theirs."
            return try await run.step("combine", combiner, prompt, role: "combiner").text
        }
    }

    private func question(_ input: String) -> String {
        let list = experts.enumerated().map { "\($0.offset + 1). \($0.element.specialty): \($0.element.description)" }.joined(
            separator: "\n"
        )
        return """
            The question:
            \(input)

            The experts:
            \(list)

            Who should answer it? Write the numbers of at most \(settings.topK) of them, the best first, and nothing else.
            """
    }
}
