import ArgumentParser
import Foundation
import GlueOTLP

/// Writes a SOURCE in another form.
struct TraceConvertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert to .pb, .jsonl, or either with .gz, by the name of OUT.",
        discussion: """
            Examples:
              glue trace convert session.pb session.jsonl
              glue trace convert session.jsonl session.pb.gz
            """
    )

    @Argument(help: "The file to read; - for standard input.")
    var source: String

    @Argument(help: "The file to write: its name ends in .pb, .jsonl, .pb.gz or .jsonl.gz.")
    var out: String

    func validate() throws {
        guard TelemetryFile.Format(fileName: out) != nil else {
            throw ValidationError("\(out): the name must end in .pb, .jsonl, .pb.gz or .jsonl.gz")
        }
    }

    func run() async throws {
        try OutputFile.write(try await SourceReader.read(source), to: out)
    }
}
