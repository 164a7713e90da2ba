import GlueJSON
public import GlueLLM

/// Agents who take turns at one text.
///
/// ```swift
/// let story = RoundRobin(agents: [ann, ben, cem], settings: .init(maxRounds: 2, contributionStyle: .refine))
/// ```
/// At the end the first agent makes one text of all, unless told otherwise. Its iterations are its rounds.
public struct RoundRobin: Workflow {
    public enum ContributionStyle: String, Sendable, Hashable, Codable {
        /// Each adds to what there is.
        case extend
        /// Each writes anew what there is.
        case refine
        /// Each says what is wrong with what there is.
        case challenge
    }

    public struct Settings: Sendable, Hashable, Codable {
        public var maxRounds: Int
        public var contributionStyle: ContributionStyle
        public var finalSynthesis: Bool

        public init(maxRounds: Int = 3, contributionStyle: ContributionStyle = .extend, finalSynthesis: Bool = true) {
            self.maxRounds = maxRounds
            self.contributionStyle = contributionStyle
            self.finalSynthesis = finalSynthesis
        }
    }

    public static let kind = "round_robin"

    public var name: String
    public var settings: Settings
    public var agents: [any StepExecutor]

    public init(_ name: String = Self.kind, agents: [any StepExecutor], settings: Settings = Settings()) {
        self.name = name
        self.agents = agents
        self.settings = settings
    }

    public var outline: Outline {
        var parts = [Outline("rounds", order: .loop(atMost: settings.maxRounds), parts: agents.map(\.outline))]
        if settings.finalSynthesis, let first = agents.first { parts.append(Outline("synthesis", parts: [first.outline])) }
        return Outline(name, detail: Self.kind, parts: parts)
    }

    public func validate() throws(LLMError) {
        try require(!agents.isEmpty, "there are no agents; give it at least one")
        try require(settings.maxRounds > 0, "maxRounds is at least 1")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var state = ""
        var blocks: [String] = []
        for round in 1...settings.maxRounds {
            for agent in agents {
                let turn = prompt(input, state, agent.name)
                let text = try await run.step("contribution", agent, turn, role: agent.name, round: round).text
                blocks.append("[Round \(round) - \(agent.name)]\n\(text)")
                switch settings.contributionStyle {
                case .extend: state += (state.isEmpty ? "" : "\n\n") + text
                case .refine: state = text
                case .challenge: state += (state.isEmpty ? "" : "\n\n") + "\(agent.name): \(text)"
                }
            }
        }
        var output = blocks.joined(separator: "\n\n")
        if settings.finalSynthesis { output = try await run.step("synthesis", agents[0], synthesis(input, state), role: "synthesis").text }
        return WorkflowOutcome(
            output,
            iterations: settings.maxRounds,
            metadata: [
                "agents": .array(agents.map { .string($0.name) }),
                "contribution_style": .string(settings.contributionStyle.rawValue), "synthesized": .bool(settings.finalSynthesis),
            ]
        )
    }

    private func prompt(_ task: String, _ state: String, _ name: String) -> String {
        guard !state.isEmpty else { return "\(task)\n\nYou are \(name), the first of several. Begin." }
        let wish =
            switch settings.contributionStyle {
            case .extend: "Go on where it ends. Answer with your addition alone."
            case .refine: "Write it anew, better. Answer with the whole text."
            case .challenge: "Say what is wrong with it or missing, and what would be right."
            }
        return "\(task)\n\nWhat there is so far:\n\(state)\n\nYou are \(name). \(wish)"
    }

    private func synthesis(_ task: String, _ state: String) -> String {
        "\(task)\n\nWhat several have contributed:\n\(state)\n\nMake one answer of it."
    }
}
