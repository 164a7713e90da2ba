import ArgumentParser
import GlueJSON
import GlueReplay

/// Prints what models were asked and what they answered.
struct ExchangesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchanges",
        abstract: "The exchanges with models that a trace holds, whatever tool recorded it, as JSON lines.",
        discussion: """
            Several SOURCEs are one recording: traces and the logs that belong to them.

            Examples:
              glue exchanges session.jsonl
              glue exchanges traces.pb logs.pb | jq -r '.output[].parts[].content'
            """
    )

    @Argument(help: "The files to read; - for standard input.")
    var sources: [String]

    func run() async throws {
        if let index = SourceReader.index(of: sources) {
            do {
                try index.forEachTrace { recording in
                    for exchange in recording.exchanges { Terminal.answer(exchange.json.text()) }
                }
            } catch let error as RecordingIndexError {
                throw CommandFailure(.badInput, "\(error)")
            }
            return
        }
        let recording = try await SourceReader.recording(sources)
        for exchange in recording.exchanges { Terminal.answer(exchange.json.text()) }
    }
}
