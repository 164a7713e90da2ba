import ArgumentParser
import GlueLLM
import GlueReplay
import Logging
import ServiceLifecycle
import UnixSignals

/// Serves recorded answers.
struct MockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mock",
        abstract: "An OpenAI-compatible server that answers from recordings.",
        discussion: """
            It listens on loopback and says where, then serves until it is interrupted. A request without a recorded \
            answer gets status 404 and a difference to the nearest recording. At the end it exits with 1 if requests \
            went unanswered.

            Examples:
              glue mock session.jsonl --port 8080
              OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=none python my_app.py
            """
    )

    @Argument(help: "The files to read; - for standard input.")
    var sources: [String]

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 0

    @OptionGroup var matching: MatchingOption
    @OptionGroup var speed: SpeedOption

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port \(port): a port is a number from 0 to 65535") }
    }

    func run() async throws {
        let recording = try SourceReader.recording(sources)
        let book = AnswerBook(recording.exchanges, matching: matching.value)
        let server = MockServer(book, port: port, speed: speed.value) { address in
            Terminal.answer(
                "http://\(address.host):\(address.port)/v1 answers from \(Quantity.count(recording.exchanges.count, "recorded exchange"))"
            )
        }
        let services = ServiceGroup(
            services: [server],
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: Logger(label: "glue.mock", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        do {
            try await services.run()
        } catch {
            throw CommandFailure(.peer, "port \(port) cannot be listened on: \(error)")
        }
        Terminal.tell("\(Quantity.count(book.unused.count, "recording")) unused, \(Quantity.count(book.unanswered, "request")) unanswered")
        if book.unanswered > 0 { throw ExitStatus.no }
    }
}
