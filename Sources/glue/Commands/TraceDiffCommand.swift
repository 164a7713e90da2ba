import ArgumentParser
import GlueJSON
import GlueReplay

/// Compares two traces.
struct TraceDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What differs between two traces, the first divergence first; exit code 1 if anything does.",
        discussion: """
            Ids, times and durations do not count, nor do the ids that providers make up for answers and tool calls.

            Example:
              glue trace diff yesterday.jsonl today.jsonl
              glue trace diff yesterday.jsonl today.jsonl --ignore gen_ai.response.model --tolerance gluellm.cost.usd=5
            """
    )

    @Argument(help: "The file to compare with.")
    var before: String

    @Argument(help: "The file to compare.")
    var after: String

    @OptionGroup var comparison: ComparisonOptionGroup

    @Flag(help: "The verdict as one JSON object.")
    var json = false

    func run() async throws {
        let verdict = TraceComparison(comparison.applied(to: .runs)).compare(
            try await SourceReader.traces(before),
            try await SourceReader.traces(after)
        )
        Terminal.answer(json ? verdict.json.text() : verdict.description)
        if !verdict.isSame { throw ExitStatus.no }
    }
}
