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
        abstract: "An OpenAI- and Anthropic-compatible server that answers from recordings.",
        discussion: """
            It listens on loopback and says where, then serves until it is interrupted. It speaks chat completions, \
            responses, messages, embeddings and the list of models, whatever API a recording came from. A request without a recorded \
            answer gets status 404 and a difference to the nearest recording. At the end it exits with 1 if requests \
            went unanswered.

            Examples:
              glue mock session.jsonl --port 8080
              OPENAI_BASE_URL=http://127.0.0.1:8080/v1 OPENAI_API_KEY=none python my_app.py
              glue mock session.jsonl --match lenient --fault 429:1s@0,cut@1.3
              glue mock session.jsonl --fault random:0.2 --seed 7 --repeat
            """
    )

    @Argument(help: "The files to read; - for standard input.")
    var sources: [String]

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 0

    @OptionGroup var matching: MatchingOption
    @OptionGroup var speed: SpeedOption

    @Option(
        help: """
            What goes wrong, separated by commas: KIND[:TIME][@EXCHANGE[.PIECE]][xTIMES], where KIND is a status, cut, stall, garbled, \
            split, slow or usage; or random:SHARE for a share of the exchanges, by chance.
            """
    )
    var fault: String?

    @Option(help: "What random faults are drawn from; the same seed draws the same.")
    var seed: UInt64 = 1

    @Flag(name: .customLong("repeat"), help: "Give an answer again where the same request comes again; with --match lenient alone.")
    var repeats = false

    func validate() throws {
        guard !repeats || matching.value == .lenient else { throw ValidationError("--repeat goes by content: add --match lenient") }
        guard (0...65535).contains(port) else { throw ValidationError("--port \(port): a port is a number from 0 to 65535") }
    }

    func run() async throws {
        let recording = try await SourceReader.recording(sources)
        let book = AnswerBook(
            recording.exchanges,
            embeddings: recording.embeddings,
            matching: matching.value,
            isReusable: repeats,
            faults: try plan(recording.exchanges.count)
        )
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
        let unused = book.unused.count + book.unusedEmbeddings.count
        Terminal.tell("\(Quantity.count(unused, "recording")) unused, \(Quantity.count(book.unanswered, "request")) unanswered")
        if book.unanswered > 0 { throw ExitStatus.no }
    }

    private func plan(_ exchanges: Int) throws -> FaultPlan {
        guard let fault else { return .none }
        do {
            guard fault.hasPrefix("random:") else { return try FaultPlan(parsing: fault) }
            guard let rate = Double(fault.dropFirst("random:".count)), (0...1).contains(rate) else {
                throw CommandFailure(.usage, "--fault \(fault): a share is a number from 0 to 1, such as random:0.2")
            }
            return .random(seed: seed, rate: rate, exchanges: exchanges)
        } catch let error as FaultSyntaxError {
            throw CommandFailure(.usage, "--fault: \(error)")
        }
    }
}
