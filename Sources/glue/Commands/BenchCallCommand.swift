import ArgumentParser
import GlueJSON
import GlueLLM

/// Times completions against a server that always gives the same answer.
struct BenchCallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Time completions beside the bare HTTP round trip, one after the other.",
        discussion: """
            Prints medians in microseconds: raw_us is the bare round trip of the HTTP client, untraced_us a completion with \
            tracing off, traced_us with tracing on, captured_us with message content in the spans. The four take turns, so \
            that whatever else the machine does meets all of them.

            The server should answer any chat completion request at once with the same answer, such as glue mock with \
            --match lenient --speed max. The key is read from OPENAI_API_KEY, if the server wants one.

            Examples:
              glue bench call --base-url http://localhost:8080/v1 --calls 2000
            """
    )

    @Option(name: .customLong("base-url"), help: "An OpenAI-compatible server, such as http://localhost:8080/v1.")
    var baseURL: String

    @Option(help: "How many calls of each kind are timed, after a tenth as many that are not.")
    var calls = 1000

    @Option(help: "The model to ask for, as openai:MODEL.")
    var model = "openai:gpt-4o-mini"

    @Option(help: "What to ask.")
    var prompt = "What is the weather in Paris?"

    func validate() throws {
        guard calls >= 1 else { throw ValidationError("--calls must be at least 1") }
    }

    func run() async throws {
        let bench = try CallBench(baseURL: baseURL, model: model, prompt: prompt)
        let report = try await Interruption.cancelling { [calls] in try await bench.run(calls: calls) }
        Terminal.answer(report.json.text())
    }
}
