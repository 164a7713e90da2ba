import ArgumentParser

/// What the engine itself costs.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure what a call costs beyond the network, and how fast streams are read.",
        discussion: """
            Examples:
              glue bench call --base-url http://localhost:8080/v1 --calls 2000
              glue bench stream
              glue bench replay
            """,
        subcommands: [
            BenchCallCommand.self, BenchWorkflowCommand.self, BenchStreamCommand.self, BenchCrowdCommand.self,
            BenchRunCommand.self, BenchReplayCommand.self,
        ]
    )
}
