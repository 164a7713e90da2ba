public import GlueLLM

/// Why a run failed, with what had come of it until then.
public struct WorkflowError: Error, Sendable {
    /// The name of the workflow that failed.
    public var workflow: String
    /// The step that failed, as `name (executor)`; nil where it was none.
    public var step: String?
    public var cause: LLMError
    /// What was done and paid until then; its output is empty.
    public var partial: WorkflowResult
}

extension WorkflowError: CustomStringConvertible {
    public var description: String {
        let place = step.map { ", in step \($0)" } ?? ""
        return "workflow \(workflow) failed\(place) after \(partial.interactions.count) steps: \(cause)"
    }
}

extension LLMError {
    /// What an executor threw, as the engine tells it.
    ///
    /// - Parameter executor: Who threw it.
    init(thrown error: any Error, by executor: String) {
        switch error {
        case let error as LLMError: self = error
        case let error as WorkflowError: self = error.cause
        case is CancellationError: self.init(.cancelled, "the step was cancelled")
        case is TimeLimitExceeded: self.init(.timeout, "\(executor) took longer than the step may; raise timeLimit of the step policy")
        default:
            self.init(
                .other,
                "\(executor) threw \(type(of: error))",
                excerpt: "\(type(of: error)): \(String(describing: error).prefix(1000))"
            )
        }
    }
}
