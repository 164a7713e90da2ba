import GlueJSON
public import GlueLLM

/// A questioner who leads a responder to an answer, question by question.
///
/// ```swift
/// let dialogue = Socratic(questioner: teacher, responder: student, settings: .init(maxExchanges: 3))
/// ```
/// Its iterations are the questions that were answered.
public struct Socratic: Workflow {
    public enum Mode: String, Sendable, Hashable, Codable {
        /// Both seek the answer.
        case peer
        /// The questioner knows it and leads there.
        case teacherStudent = "teacher_student"
    }

    public struct Settings: Sendable, Hashable, Codable {
        public var maxExchanges: Int
        public var mode: Mode
        /// Whether the responder sums up what came of it.
        public var synthesisAtEnd: Bool

        public init(maxExchanges: Int = 5, mode: Mode = .peer, synthesisAtEnd: Bool = true) {
            self.maxExchanges = maxExchanges
            self.mode = mode
            self.synthesisAtEnd = synthesisAtEnd
        }
    }

    public static let kind = "socratic"

    public var name: String
    public var settings: Settings
    public var questioner: any StepExecutor
    public var responder: any StepExecutor

    public init(
        _ name: String = Self.kind,
        questioner: any StepExecutor,
        responder: any StepExecutor,
        settings: Settings = Settings()
    ) {
        self.name = name
        self.questioner = questioner
        self.responder = responder
        self.settings = settings
    }

    public var outline: Outline {
        let exchange = Outline(
            "exchange",
            order: .loop(atMost: settings.maxExchanges),
            parts: [questioner.outline, responder.outline]
        )
        let synthesis = settings.synthesisAtEnd ? [Outline("synthesis", parts: [responder.outline])] : []
        return Outline(name, detail: Self.kind, parts: [exchange] + synthesis)
    }

    public func validate() throws(LLMError) { try require(settings.maxExchanges > 0, "maxExchanges is at least 1") }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var dialogue: [String] = []
        for exchange in 1...settings.maxExchanges {
            let question = try await run.step("question", questioner, ask(input, dialogue), role: "questioner", round: exchange).text
            let reply = answer(input, dialogue, question)
            let answer = try await run.step("answer", responder, reply, role: "responder", round: exchange).text
            dialogue.append("Q\(exchange): \(question)\nA\(exchange): \(answer)")
        }
        var output = dialogue.joined(separator: "\n\n")
        if settings.synthesisAtEnd {
            let prompt = "The topic:\n\(input)\n\nA dialogue on it:\n\(output)\n\nSay what came of it, as one answer."
            output = try await run.step("synthesis", responder, prompt, role: "responder").text
        }
        return WorkflowOutcome(
            output,
            iterations: settings.maxExchanges,
            metadata: [
                "mode": .string(settings.mode.rawValue), "exchanges": .integer(Int64(settings.maxExchanges)),
                "synthesized": .bool(settings.synthesisAtEnd),
            ]
        )
    }

    private func ask(_ topic: String, _ dialogue: [String]) -> String {
        let part =
            switch settings.mode {
            case .peer: "You seek the answer together with a peer."
            case .teacherStudent: "You are the teacher and lead a student to the answer without giving it away."
            }
        return "The topic:\n\(topic)\(soFar(dialogue))\n\n\(part) Ask one question that leads on. Answer with the question alone."
    }

    private func answer(_ topic: String, _ dialogue: [String], _ question: String) -> String {
        "The topic:\n\(topic)\(soFar(dialogue))\n\nThe question now:\n\(question)\n\nAnswer it."
    }

    private func soFar(_ dialogue: [String]) -> String {
        dialogue.isEmpty ? "" : "\n\nThe dialogue so far:\n" + dialogue.joined(separator: "\n\n")
    }
}
