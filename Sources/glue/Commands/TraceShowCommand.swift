import ArgumentParser
import GlueJSON
import GlueOTLP

/// Prints traces as trees.
struct TraceShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "The span tree with durations, tokens, cost and errors.",
        discussion: """
            Examples:
              glue trace show session.jsonl
              glue trace show --json session.pb.gz | jq '.spans[] | select(.error)'
            """
    )

    @Argument(help: "The file to read; - for standard input.")
    var source: String

    @Option(name: .customLong("trace-id"), help: "Only the trace with this id (32 hexadecimal digits).")
    var traceID: String?

    @Flag(help: "One JSON object a trace.")
    var json = false

    func validate() throws {
        if let traceID, OTLP.TraceID(hex: traceID) == nil {
            throw ValidationError("--trace-id \(traceID) is no trace id: it has 32 hexadecimal digits")
        }
    }

    func run() async throws {
        var trees = try await SourceReader.traces(source).trees
        if let traceID = traceID.flatMap({ OTLP.TraceID(hex: $0) }) {
            trees = trees.filter { $0.traceID == traceID }
            guard !trees.isEmpty else { throw CommandFailure(.no, "there is no trace \(traceID) in \(source)") }
        }
        for (index, tree) in trees.enumerated() {
            if json {
                Terminal.answer(tree.json.text())
            } else {
                if index > 0 { Terminal.answer("") }
                Terminal.answer(tree.text(.standardOutput))
            }
        }
    }
}
