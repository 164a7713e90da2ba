import ArgumentParser
import GlueJSON

/// How fast workflows run.
struct BenchWorkflowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workflow",
        abstract: "Time workflows over a model that answers at once.",
        discussion: """
            Prints the median of a traced pipeline of ten agents with three hooks each, in µs, and that of 64 branches of 100 ms, in ms.

            Example:
              glue bench workflow --rounds 200
            """
    )

    @Option(help: "How often the pipeline runs.")
    var rounds = 200

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds must be at least 1") }
    }

    func run() async throws { Terminal.answer(try await WorkflowBench(rounds: rounds).run().text()) }
}
