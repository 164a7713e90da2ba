import ArgumentParser
import Foundation
import GlueOTLP
import GlueScope

/// Writes a database out, however large it is.
struct ScopeExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a database as OTLP, one request a line or behind the other.",
        discussion: """
            Spans, log records, metrics and annotations all come out, a part at a time. A scope may run on the database meanwhile.

            Examples:
              glue scope export traces.db --out traces.jsonl
              glue scope export traces.db --out traces.jsonl.gz --query 'model:gpt-4o status:error'
            """
    )

    @Argument(help: "The database.")
    var db: String

    @Option(help: "The file to write: its name ends in .jsonl or .jsonl.gz.")
    var out: String

    @Option(help: "Only traces that a search finds, as on the page.")
    var query: String?

    func validate() throws {
        guard out.hasSuffix(".jsonl") || out.hasSuffix(".jsonl.gz") else {
            throw ValidationError("--out \(out): the name must end in .jsonl or .jsonl.gz")
        }
    }

    func run() async throws {
        guard let archive = ScopeArchive(path: db) else { throw CommandFailure(.badInput, "\(db) is no database of glue scope") }
        guard FileManager.default.createFile(atPath: out, contents: nil), let handle = FileHandle(forWritingAtPath: out) else {
            throw CommandFailure(.usage, "\(out) cannot be written")
        }
        let format = TelemetryFile.Format(.jsonLines, isGzipped: out.hasSuffix(".gz"))
        do {
            var spans = 0
            try archive.forEachFile(matching: query.map { TraceQuery($0) }) { file in
                spans += file.traces.spans.count
                // Members of gzip follow each other, as lines do.
                try handle.write(contentsOf: Data(file.bytes(format)))
            }
            try handle.close()
            Terminal.answer("\(out): \(Quantity.count(spans, "span"))")
        } catch {
            throw CommandFailure(.no, "\(out) could not be written whole: \(error)")
        }
    }
}
