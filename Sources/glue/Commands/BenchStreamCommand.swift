import ArgumentParser
import GlueJSON

/// Times what a streamed answer costs on its way from bytes to events.
struct BenchStreamCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream",
        abstract: "Time the reading of streamed answers, and how soon their first piece is passed on.",
        discussion: """
            Prints events_per_second, the events that one core makes of the bytes of a streamed chat completion, and \
            first_event_us, the median time from a server's writing of the first piece to its being read from \
            streamComplete, over loopback.

            Examples:
              glue bench stream
              glue bench stream --events 1000000 --streams 500
            """
    )

    @Option(help: "How many events are read for the first figure.")
    var events = 500_000

    @Option(help: "How many streams are opened for the second.")
    var streams = 200

    func validate() throws {
        guard events >= 1, streams >= 1 else { throw ValidationError("--events and --streams must be at least 1") }
    }

    func run() async throws {
        let report = try await Interruption.cancelling { [events, streams] in
            let decoding = try StreamBench.decoding(events: events)
            let latency = try await StreamBench.firstEvent(streams: streams)
            return JSONValue.object([
                "events": .integer(Int64(events)),
                "events_per_second": .number(decoding.rounded()),
                "streams": .integer(Int64(streams)),
                "first_event_us": .number((latency / .microseconds(0.1)).rounded() / 10),
            ])
        }
        Terminal.answer(report.text())
    }
}
