import GlueWorkflows
import Synchronization

/// Answers with texts that were written down before, again from the first when they have run out, and keeps what it was asked.
final class ScriptedExecutor: StepExecutor {
    let name: String
    private let answers: [@Sendable (String) async throws -> StepOutput]
    private let state = Mutex<[String]>([])

    convenience init(_ name: String, _ texts: String...) { self.init(name, texts) }

    init(_ name: String, _ texts: [String]) {
        self.name = name
        answers = texts.map { text in { _ in StepOutput(text) } }
    }

    init(_ name: String, answering answers: (@Sendable (String) async throws -> StepOutput)...) {
        self.name = name
        self.answers = answers
    }

    /// What it was asked, in order.
    var inputs: [String] { state.withLock { $0 } }

    func execute(_ input: String) async throws -> StepOutput {
        let index = state.withLock { inputs in
            inputs.append(input)
            return inputs.count - 1
        }
        return try await answers[index % answers.count](input)
    }
}
