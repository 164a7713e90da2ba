/// What answers the steps of a workflow: an ``Agent``, a function, another workflow.
///
/// ```swift
/// struct Shout: StepExecutor {
///     let name = "shout"
///     func execute(_ input: String) async throws -> StepOutput { StepOutput(input.uppercased()) }
/// }
/// ```
public protocol StepExecutor: Sendable {
    /// The name in spans and drawings; one of few.
    var name: String { get }

    /// How a drawing shows it; a box with its name unless implemented.
    var outline: Outline { get }

    /// Answers an input. What it throws is the step's failure, and ``StepPolicy`` says what becomes of that.
    func execute(_ input: String) async throws -> StepOutput
}

extension StepExecutor {
    public var outline: Outline { Outline(name) }
}
