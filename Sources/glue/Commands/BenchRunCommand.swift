import ArgumentParser
import GlueJSON

/// How fast points of runs reach a server.
struct BenchRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Log points to a run of an MLflow server, beside a bare loop of full requests to the same.",
        discussion: """
            Makes an experiment of its own. Prints points a second of both, their ratio, and the memory that logging took.

            Example:
              glue bench run --uri http://localhost:5000 --points 100000
            """
    )

    @Option(help: "The server.")
    var uri = "http://localhost:5000"

    @Option(help: "How many points each of the two logs.")
    var points = 100_000

    @Option(help: "How often they take turns.")
    var turns = 4

    func validate() throws {
        guard turns > 0, points >= turns else { throw ValidationError("--points must be at least --turns, and that at least 1") }
    }

    func run() async throws { Terminal.answer(try await RunBench(uri: uri, points: points, turns: turns).run().text()) }
}
