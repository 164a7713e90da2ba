import GlueJSON
public import GlueLLM

/// A reasoner who thinks, acts by tools and looks at what came of it, until there is an answer.
///
/// ```swift
/// let research = ReAct(reasoner: thinker, tools: [Search(), Calculator()])
/// ```
/// It works with any model, as thoughts and actions are text; with one that calls tools itself an ``Agent`` does the same with
/// fewer words. Its iterations are the reasoner's steps. Without an answer its output is the last thought.
public struct ReAct: Workflow {
    public struct Settings: Sendable, Hashable, Codable {
        public var maxSteps: Int
        public var thoughtPrefix: String
        public var actionPrefix: String
        public var observationPrefix: String
        /// Whether the first answer ends the run; otherwise it goes on to the last step and the last answer counts.
        public var stopOnFinalAnswer: Bool

        public init(
            maxSteps: Int = 10,
            thoughtPrefix: String = "Thought:",
            actionPrefix: String = "Action:",
            observationPrefix: String = "Observation:",
            stopOnFinalAnswer: Bool = true
        ) {
            self.maxSteps = maxSteps
            self.thoughtPrefix = thoughtPrefix
            self.actionPrefix = actionPrefix
            self.observationPrefix = observationPrefix
            self.stopOnFinalAnswer = stopOnFinalAnswer
        }
    }

    public static let kind = "react"

    public var name: String
    public var settings: Settings
    public var reasoner: any StepExecutor
    public var tools: [any Tool]

    public init(_ name: String = Self.kind, reasoner: any StepExecutor, tools: [any Tool] = [], settings: Settings = Settings()) {
        self.name = name
        self.reasoner = reasoner
        self.tools = tools
        self.settings = settings
    }

    public var outline: Outline {
        let action = Outline("action", order: .choice, parts: tools.map { Outline($0.name, detail: "tool") })
        return Outline(
            name,
            detail: Self.kind,
            order: .loop(atMost: settings.maxSteps),
            parts: [reasoner.outline] + (tools.isEmpty ? [] : [action])
        )
    }

    public func validate() throws(LLMError) {
        try require(settings.maxSteps > 0, "maxSteps is at least 1")
        let prefixes = [settings.thoughtPrefix, settings.actionPrefix, settings.observationPrefix]
        try require(prefixes.allSatisfy { !$0.isEmpty } && Set(prefixes).count == 3, "the prefixes differ and are not empty")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var history: [String] = []
        var answer: String?
        var thought = ""
        var steps = 0
        for number in 1...settings.maxSteps {
            let text = try await run.step("reason", reasoner, prompt(input, history), role: "reasoner", round: number).text
            steps = number
            let step = ReActStep(
                text,
                thoughtPrefix: settings.thoughtPrefix,
                actionPrefix: settings.actionPrefix,
                observationPrefix: settings.observationPrefix
            )
            if let latest = step.thought { thought = latest }
            if let final = step.answer {
                answer = final
                if settings.stopOnFinalAnswer { break }
            }
            history.append(written(step, otherwise: text))
            if let action = step.action {
                history.append("\(settings.observationPrefix) \(try await observation(of: action, number, run))")
            } else if step.answer == nil {
                history.append(
                    "\(settings.observationPrefix) There was no action. Write `\(settings.actionPrefix) tool[input]` or "
                        + "`\(ReActStep.answerPrefix) …`."
                )
            }
        }
        return WorkflowOutcome(
            answer ?? thought,
            iterations: steps,
            metadata: ["steps_taken": .integer(Int64(steps)), "final_answer_detected": .bool(answer != nil)]
        )
    }

    /// What came of an action; a tool that fails is told to the reasoner, who may try otherwise.
    private func observation(of action: ReActStep.Action, _ number: Int, _ run: WorkflowRun) async throws(LLMError) -> String {
        guard let tool = tools.first(where: { $0.name == action.tool }) else {
            run.note("unknown_tool", round: number)
            return "There is no tool \(action.tool). The tools are: \(tools.map(\.name).joined(separator: ", "))."
        }
        return try await run.parallel([StepCall("act", ToolExecutor(tool), action.input, role: tool.name, round: number)])[0].text
    }

    /// The step without what the reasoner went on to make up.
    private func written(_ step: ReActStep, otherwise text: String) -> String {
        var lines: [String] = []
        if let thought = step.thought { lines.append("\(settings.thoughtPrefix) \(thought)") }
        if let action = step.action { lines.append("\(settings.actionPrefix) \(action.tool)[\(action.input)]") }
        if let answer = step.answer { lines.append("\(ReActStep.answerPrefix) \(answer)") }
        return lines.isEmpty ? text : lines.joined(separator: "\n")
    }

    private func prompt(_ question: String, _ history: [String]) -> String {
        let list = tools.map { "- \($0.name): \($0.description)" }.joined(separator: "\n")
        let offer = tools.isEmpty ? "There are no tools." : "The tools:\n\(list)"
        return """
            Answer the question in steps. In each step write a thought, then one action or the answer:
            \(settings.thoughtPrefix) what to do next
            \(settings.actionPrefix) tool[input]
            or, once you know it:
            \(ReActStep.answerPrefix) the answer

            \(offer)

            The question:
            \(question)
            \(history.isEmpty ? "" : "\nThe steps so far:\n" + history.joined(separator: "\n"))
            """
    }
}
