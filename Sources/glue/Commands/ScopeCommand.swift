import ArgumentParser

/// The receiver, store and pages, and what goes into and out of the store without them.
struct ScopeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scope",
        abstract: "OTLP receiver, trace store and web viewer in one process.",
        discussion: """
            Without a subcommand it serves.

            Examples:
              glue scope
              glue scope --db traces.db --port 4318 --keep-days 7
              glue scope --forward http://tempo:4318
              glue scope import session.jsonl --db traces.db
              glue scope export traces.db --out traces.jsonl.gz
            """,
        subcommands: [ScopeServeCommand.self, ScopeImportCommand.self, ScopeExportCommand.self],
        defaultSubcommand: ScopeServeCommand.self
    )
}
