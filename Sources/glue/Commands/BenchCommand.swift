import ArgumentParser

/// What the engine itself costs.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure what a call costs beyond the network, and how fast streams are read.",
        subcommands: [BenchCallCommand.self, BenchStreamCommand.self]
    )
}
