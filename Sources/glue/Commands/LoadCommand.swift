import ArgumentParser
import Foundation
import GlueJSON
import GlueTelemetry
import Logging

/// Spans as fast as wanted, to see what becomes of them.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Emit spans through the real tracer and exporter and account for each of them.",
        discussion: """
            Every span is that of one model call: ten attributes and an event, about 480 bytes. The ledger goes to \
            standard output as JSON. At SIGTERM or SIGINT no more spans are started, and what there is is sent.

            Exit codes: 1 where the ledger does not add up or anything was dropped.

            Examples:
              glue load --otlp http://localhost:4318 --spans 100000
              glue load --otlp http://localhost:4318 --seconds 20 --rate 200000 --ids ended.txt
              glue load --otlp http://localhost:4318 --spans 1000000 --journal ./journal
            """
    )

    @Option(help: "The collector, such as http://localhost:4318.")
    var otlp: String

    @Option(help: "How many spans; 0 sends only what is there from before.")
    var spans: Int?

    @Option(help: "How long to go on, instead of a number of spans or as a bound to it.")
    var seconds: Double?

    @Option(help: "Spans a second, all tasks together; as fast as they can where it is not given.")
    var rate: Double?

    @Option(help: "How many tasks make them.")
    var tasks = 2

    @Option(help: "A folder in which what was not sent waits for the next run.")
    var journal: String?

    @Option(help: "How many spans, beside the others, stay open until the end.")
    var open = 0

    @Option(name: .customLong("queue-bytes"), help: "How much may wait, in bytes: 64 MiB in memory, 1 GiB in a journal by default.")
    var queueBytes: Int?

    @Option(help: "Wait this many seconds for room in a full queue instead of dropping spans.")
    var block: Double?

    @Option(help: "Write the ids of the ended spans to this file, \"traceid spanid\" a line, each after its end() has returned.")
    var ids: String?

    @Option(help: "Makes the ids the same from run to run.")
    var seed: UInt64?

    @Option(help: "How many spans go in one request.")
    var batch = 512

    @Option(help: "Requests under way at once.")
    var concurrency = 2

    @Flag(name: .customLong("no-gzip"), help: "Send without compression.")
    var isPlain = false

    @Option(help: "How many seconds the last spans may take.")
    var drain = 30.0

    func validate() throws {
        guard spans != nil || seconds != nil else { throw ValidationError("say how many: --spans N or --seconds S") }
        guard spans ?? 0 >= 0, open >= 0 else { throw ValidationError("--spans and --open must not be negative") }
        guard tasks >= 1, batch >= 1, concurrency >= 1 else {
            throw ValidationError("--tasks, --batch and --concurrency must be at least 1")
        }
        if let rate, !(rate > 0) { throw ValidationError("--rate must be more than 0") }
        for (name, value) in [("--seconds", seconds), ("--drain", drain), ("--block", block)]
        where value.map({ !($0 >= 0 && $0 < 1e9) }) ?? false {
            throw ValidationError("\(name) must be a number of seconds")
        }
    }

    func run() async throws {
        let telemetry = try Telemetry(settings())
        let producer = LoadProducer(
            tracer: telemetry.tracer,
            spans: spans ?? .max,
            limit: seconds.map { .seconds($0) },
            rate: rate,
            tasks: tasks,
            open: open,
            ids: try ids.map { try IDFile($0) }
        )
        let report = try await LoadRun(telemetry, drain: .seconds(drain)).run(producer)
        Terminal.answer(report.json.text())
        if !report.isComplete { throw ExitStatus.no }
    }

    private func settings() throws -> TelemetrySettings {
        var destination = OTLPHTTPSettings(endpoint: OTLPHTTPSettings.endpoint(base: otlp))
        if isPlain { destination.compression = .none }
        destination.concurrency = concurrency
        var settings = TelemetrySettings(resource: .detected(serviceName: "glue load"))
        do {
            settings.destinations = [try OTLPHTTPDestination(destination)]
        } catch {
            throw CommandFailure(.usage, "--otlp: \(error)")
        }
        settings.batch.records = batch
        if let queueBytes { settings.queue.bytes = queueBytes }
        if let block { settings.queue.policy = .block(upTo: .seconds(block)) }
        if let journal { settings.journal = JournalDirectory(path: journal, bytes: queueBytes ?? 1 << 30) }
        settings.openSpans = open > 0
        settings.shutdownTimeout = .seconds(drain)
        if let seed { settings.ids = RandomIDGenerator(seed: seed) }
        settings.logger = Logger(label: "glue.load") { StreamLogHandler.standardError(label: $0) }
        return settings
    }
}
