/// The steps that a run which broke off had ended, so that another run can go on from there.
///
/// A run with ``WorkflowOptions/isRecording`` leaves it in its trace: each ended step is a span with all that stands here.
public struct WorkflowRecording: Sendable, Hashable {
    /// A step that ended.
    public struct Step: Sendable, Hashable {
        public var executor: String
        public var input: String
        public var output: StepOutput

        public init(executor: String, input: String, output: StepOutput) {
            self.executor = executor
            self.input = input
            self.output = output
        }
    }

    /// By the step's path, such as `3/0/1`.
    public var steps: [String: Step]

    public init(steps: [String: Step] = [:]) { self.steps = steps }

    /// What a step answered then.
    ///
    /// - Returns: Nil where the step had not ended, or was another one: a workflow that was changed runs on from its change.
    func output(at path: String, executor: String, input: String) -> StepOutput? {
        guard let step = steps[path], step.executor == executor, step.input == input else { return nil }
        return step.output
    }
}
