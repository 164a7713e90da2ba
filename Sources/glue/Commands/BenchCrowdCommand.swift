import ArgumentParser
import GlueJSON
import GlueLLM

/// Many calls and streams at once, for as long as wanted, to see whether memory stays flat.
struct BenchCrowdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crowd",
        abstract: "Keep many calls and streams under way at once and watch the memory.",
        discussion: """
            Each of so many tasks asks again as soon as it is answered. Prints how many answers came, how many a second, and \
            the resident memory with its slope after a warm-up. The server should answer any chat completion request, whole \
            and streamed.

            Exit codes: 1 where any call failed.

            Examples:
              glue bench crowd --base-url http://localhost:8080/v1
              glue bench crowd --base-url http://localhost:8080/v1 --calls 1000 --streams 200 --seconds 60
            """
    )

    @Option(name: .customLong("base-url"), help: "An OpenAI-compatible server, such as http://localhost:8080/v1.")
    var baseURL: String

    @Option(help: "How many whole calls are under way at once.")
    var calls = 1000

    @Option(help: "How many streams are under way at once.")
    var streams = 200

    @Option(help: "How long to go on.")
    var seconds = 20.0

    func validate() throws {
        guard calls >= 0, streams >= 0, calls + streams >= 1 else { throw ValidationError("--calls or --streams must be at least 1") }
        guard seconds > 0 else { throw ValidationError("--seconds must be more than 0") }
    }

    func run() async throws {
        let crowd = try Crowd(baseURL: baseURL, calls: calls, streams: streams)
        let report = try await Interruption.cancelling { [seconds] in await crowd.run(for: .seconds(seconds)) }
        Terminal.answer(report.json.text())
        if report.failures > 0 { throw CommandFailure(.no, "\(Quantity.count(report.failures, "call")) failed") }
    }
}
