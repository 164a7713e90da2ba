import ArgumentParser
import GlueJSON

/// How fast recordings are given again.
struct BenchReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Time recorded answers within the process, and the opening of a large recording.",
        discussion: """
            Prints exchanges a second, of the mock provider alone and through the whole engine, and how long a recording of so \
            many megabytes takes to open.

            Example:
              glue bench replay --exchanges 100000 --megabytes 1024
            """
    )

    @Option(help: "How many recorded exchanges are asked for.")
    var exchanges = 50_000

    @Option(help: "How many tasks ask at once.")
    var tasks = 4

    @Option(help: "The size of the recording that is opened; 0 for none.")
    var megabytes = 1024

    func validate() throws {
        guard exchanges > 0, tasks > 0, megabytes >= 0 else { throw ValidationError("--exchanges and --tasks must be at least 1") }
    }

    func run() async throws {
        Terminal.answer(try await ReplayBench(exchanges: exchanges, tasks: tasks, megabytes: megabytes).run().text())
    }
}
