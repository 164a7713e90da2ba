import ArgumentParser
import GlueOTLP

/// The main job, end to end, on the shipped session.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "The main job on a shipped session, with no key and no network.",
        discussion: """
            A mock provider serves the recorded session over HTTP; the engine holds the conversation with it; every \
            step leaves as a span over OTLP/HTTP; the trace is printed and replayed.

            Examples:
              glue demo
              glue demo --keep /tmp/demo && glue replay /tmp/demo/trace.jsonl
            """
    )

    @Option(help: "Leave the trace in this folder, as trace.jsonl.")
    var keep: String?

    func run() async throws {
        let outcome = try await Demo(style: .standardOutput).run()
        if let keep {
            let path = try OutputFile.path("trace.jsonl", in: keep)
            try OutputFile.write(TelemetryFile(traces: outcome.traces), to: path)
            Terminal.answer("\nThe trace is in \(path).")
        }
        if !outcome.isFaithful { throw ExitStatus.no }
    }
}
