import GlueJSON
public import GlueLLM

/// Participants who argue in turns, and a judge who decides.
///
/// ```swift
/// let debate = Debate(participants: [optimist, sceptic], judge: judge, settings: .init(maxRounds: 2))
/// ```
/// Each argument answers all that were given before it. Without a judge the output is the arguments themselves. Its iterations
/// are its rounds.
public struct Debate: Workflow {
    public struct Settings: Sendable, Hashable, Codable {
        public var maxRounds: Int
        /// Whether the judge, where there is one, has the last word.
        public var judgeDecides: Bool

        public init(maxRounds: Int = 3, judgeDecides: Bool = true) {
            self.maxRounds = maxRounds
            self.judgeDecides = judgeDecides
        }
    }

    public static let kind = "debate"

    public var name: String
    public var settings: Settings
    public var participants: [any StepExecutor]
    public var judge: (any StepExecutor)?

    public init(
        _ name: String = Self.kind,
        participants: [any StepExecutor],
        judge: (any StepExecutor)? = nil,
        settings: Settings = Settings()
    ) {
        self.name = name
        self.participants = participants
        self.judge = judge
        self.settings = settings
    }

    public var outline: Outline {
        let rounds = Outline("rounds", order: .loop(atMost: settings.maxRounds), parts: participants.map(\.outline))
        return Outline(name, detail: Self.kind, parts: [rounds] + (decider.map { [$0.outline] } ?? []))
    }

    public func validate() throws(LLMError) {
        try require(settings.maxRounds > 0, "maxRounds is at least 1")
        try require(participants.count >= 2, "a debate needs two participants or more")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var said: [String] = []
        for round in 1...settings.maxRounds {
            for participant in participants {
                let prompt = argument(of: participant.name, on: input, said)
                let argument = try await run.step("argument", participant, prompt, role: participant.name, round: round)
                said.append("\(participant.name): \(argument.text)")
            }
        }
        var output = said.joined(separator: "\n\n")
        if let decider { output = try await run.step("judgment", decider, judgment(on: input, said), role: "judge").text }
        return WorkflowOutcome(
            output,
            iterations: settings.maxRounds,
            metadata: [
                "participants": .array(participants.map { .string($0.name) }), "judge_used": .bool(decider != nil),
            ]
        )
    }

    private var decider: (any StepExecutor)? { settings.judgeDecides ? judge : nil }

    private func argument(of name: String, on topic: String, _ said: [String]) -> String {
        guard !said.isEmpty else {
            return "The topic of the debate:\n\(topic)\n\nYou are \(name). Open the debate with your argument."
        }
        return """
            The topic of the debate:
            \(topic)

            What was said so far:
            \(said.joined(separator: "\n\n"))

            You are \(name). Give your next argument, and answer the others'.
            """
    }

    private func judgment(on topic: String, _ said: [String]) -> String {
        """
        The topic of the debate:
        \(topic)

        What was said:
        \(said.joined(separator: "\n\n"))

        You are the judge. Say which position is the better one, and why.
        """
    }
}
