/// One of those who judge a draft.
public struct Critic: Sendable {
    public var executor: any StepExecutor
    /// What the critic looks at, such as `style`.
    public var specialty: String
    /// What the critic is to achieve; nil for nothing in particular.
    public var goal: String?

    public init(_ executor: any StepExecutor, specialty: String, goal: String? = nil) {
        self.executor = executor
        self.specialty = specialty
        self.goal = goal
    }

    var outline: Outline {
        var outline = executor.outline
        outline.detail = specialty
        return outline
    }

    func prompt(for draft: String, task: String) -> String {
        """
        The task was:
        \(task)

        The draft:
        \(draft)

        Judge the draft's \(specialty).\(goal.map { " Your goal: \($0)." } ?? "") Say what to change, and how.
        """
    }
}
