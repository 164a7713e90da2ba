import ArgumentParser

/// Looks at traces.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Show, convert and compare traces.",
        subcommands: [TraceShowCommand.self, TraceConvertCommand.self, TraceDiffCommand.self]
    )
}
