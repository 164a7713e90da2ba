import GlueJSON
public import GlueLLM

/// Participants who talk until a moderator ends it, and then write the result together.
///
/// ```swift
/// let room = ChatRoom(participants: [ann, ben], moderator: chair, settings: .init(maxRounds: 4))
/// ```
/// The first participant drafts the result, the others refine it. Its iterations are the rounds that were talked.
public struct ChatRoom: Workflow {
    public struct Settings: Sendable, Hashable, Codable {
        public var maxRounds: Int
        /// Whether what the moderator says beside the decision is heard by the participants.
        public var allowModeratorInterjection: Bool
        /// How often the others refine the draft.
        public var synthesisRounds: Int

        public init(maxRounds: Int = 10, allowModeratorInterjection: Bool = true, synthesisRounds: Int = 1) {
            self.maxRounds = maxRounds
            self.allowModeratorInterjection = allowModeratorInterjection
            self.synthesisRounds = synthesisRounds
        }
    }

    public static let kind = "chat_room"

    public var name: String
    public var settings: Settings
    public var participants: [any StepExecutor]
    public var moderator: any StepExecutor

    public init(
        _ name: String = Self.kind,
        participants: [any StepExecutor],
        moderator: any StepExecutor,
        settings: Settings = Settings()
    ) {
        self.name = name
        self.participants = participants
        self.moderator = moderator
        self.settings = settings
    }

    public var outline: Outline {
        let talk = Outline("talk", order: .loop(atMost: settings.maxRounds), parts: participants.map(\.outline) + [moderator.outline])
        return Outline(name, detail: Self.kind, parts: [talk, Outline("synthesis", parts: participants.map(\.outline))])
    }

    public func validate() throws(LLMError) {
        try require(participants.count >= 2, "a chat room needs two participants or more")
        try require(settings.maxRounds > 0, "maxRounds is at least 1")
        try require(settings.synthesisRounds >= 0, "synthesisRounds is not negative")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var talk: [String] = []
        var rounds = 0
        var isConcluded = false
        while rounds < settings.maxRounds, !isConcluded {
            rounds += 1
            for participant in participants {
                let said = try await run.step(
                    "turn",
                    participant,
                    turn(of: participant.name, input, talk),
                    role: participant.name,
                    round: rounds
                )
                talk.append("\(participant.name): \(said.text)")
            }
            let word = ModeratorWord(
                try await run.step("moderate", moderator, moderate(input, talk), role: "moderator", round: rounds).text
            )
            isConcluded = word.concludes
            if settings.allowModeratorInterjection, let remark = word.remark { talk.append("\(moderator.name): \(remark)") }
        }
        return WorkflowOutcome(
            try await synthesis(input, talk, run),
            iterations: rounds,
            metadata: [
                "participants": .array(participants.map { .string($0.name) }), "discussion_rounds": .integer(Int64(rounds)),
                "moderator_concluded": .bool(isConcluded),
            ]
        )
    }

    private func synthesis(_ topic: String, _ talk: [String], _ run: WorkflowRun) async throws(LLMError) -> String {
        let prompt = "\(room(topic, talk))\n\nThe talk is over. Draft the result as one text."
        var text = try await run.step("draft", participants[0], prompt, role: participants[0].name).text
        for round in 1..<settings.synthesisRounds + 1 {
            for participant in participants.dropFirst() {
                let prompt = "\(room(topic, talk))\n\nThe draft of the result:\n\(text)\n\nRefine it. Answer with the text alone."
                text = try await run.step("refine", participant, prompt, role: participant.name, round: round).text
            }
        }
        return text
    }

    private func turn(of name: String, _ topic: String, _ talk: [String]) -> String {
        "\(room(topic, talk))\n\nYou are \(name). Say what you have to say now."
    }

    private func moderate(_ topic: String, _ talk: [String]) -> String {
        let remark = settings.allowModeratorInterjection ? " Below it you may say something to the participants." : ""
        return """
            \(room(topic, talk))

            You are the moderator. Write a line with one word: CONCLUDE if the talk has come to a result, otherwise CONTINUE.\(remark)
            """
    }

    private func room(_ topic: String, _ talk: [String]) -> String {
        talk.isEmpty ? "The topic:\n\(topic)" : "The topic:\n\(topic)\n\nThe talk so far:\n\(talk.joined(separator: "\n\n"))"
    }
}
