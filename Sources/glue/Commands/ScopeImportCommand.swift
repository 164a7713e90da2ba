import ArgumentParser
import GlueOTLP
import GlueScope

/// Takes recordings into a database.
struct ScopeImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put what SOURCEs hold into a database.",
        discussion: """
            What is there already is not stored twice. A scope that runs on the database has to be stopped; or send to it over HTTP.

            Example:
              glue scope import session.jsonl other.pb.gz --db traces.db
            """
    )

    @Argument(help: "The files to read; - for standard input.")
    var sources: [String]

    @Option(help: "The database; in the user's data folder where it is not given.")
    var db: String?

    func run() async throws {
        let path = try ScopeDatabase.path(db)
        let store = try ScopeDatabase.open(path)
        for source in sources {
            let file = try await SourceReader.read(source)
            let spans = file.traces.spans.count
            do {
                let addition = try await store.add(file.traces)
                try await store.add(file.logs)
                try await store.add(file.metrics)
                while try await store.readConversations() > 0 {}
                let known = addition.duplicates > 0 ? ", \(addition.duplicates) of them were there already" : ""
                Terminal.answer("\(SourceReader.name(of: source)): \(Quantity.count(spans - addition.invalid, "span"))\(known)")
            } catch {
                throw CommandFailure(.no, "\(SourceReader.name(of: source)): \(error)")
            }
        }
    }
}
