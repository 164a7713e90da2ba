public import GlueLLM

/// What became of a step: its answer, or a text that stands for it where it failed.
public struct StepOutcome: Sendable, Equatable {
    public var output: StepOutput
    /// Nil where the step did not fail.
    public var error: LLMError?

    public var text: String { output.text }

    init(_ output: StepOutput) { self.output = output }

    /// - Parameter text: Nil for one that tells the error.
    init(_ error: LLMError, text: String? = nil) {
        output = StepOutput(text ?? "Error: \(error.excerpt ?? "\(error.kind.rawValue): \(error.message)")")
        self.error = error
    }
}
