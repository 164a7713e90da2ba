import ArgumentParser
import GlueJSON
import GlueMLflow
import GlueOTLP

/// Logs a recording as a run.
struct MLflowLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Log a recording as a run: metrics and params of its calls, its traces, its scores.",
        discussion: """
            Several SOURCEs are one recording: traces and the logs that belong to them.

            Examples:
              glue mlflow log session.jsonl --experiment support-bot
              glue mlflow log traces.pb logs.pb --experiment nightly --name "$(date +%F)" --tag commit="$(git rev-parse HEAD)"
              glue mlflow log journal/ --experiment support-bot --uri http://mlflow:5000 --json | jq -r .run_id
            """
    )

    @Argument(help: "The files to read; - for standard input.")
    var sources: [String]

    @Option(help: "The experiment's name; it is made where there is none.")
    var experiment: String

    @Option(help: "The server; without it the one that MLFLOW_TRACKING_URI names.")
    var uri: String?

    @Option(help: "The run's name; without it the server makes one up.")
    var name: String?

    @Option(help: "A tag of the run, as key=value; may be given several times.")
    var tag: [String] = []

    @Option(help: "For how many calls of each kind there is a point a call, besides what they come to.")
    var detail = 1000

    @Flag(help: "Do not send the spans: they are in MLflow already.")
    var linkOnly = false

    @Flag(help: "One JSON object.")
    var json = false

    func validate() throws {
        for tag in tag where !tag.contains("=") { throw ValidationError("--tag \(tag) has no value; write key=value") }
        guard detail >= 0 else { throw ValidationError("--detail must be a number of at least 0") }
    }

    func run() async throws {
        let recording = try await SourceReader.read(sources)
        guard !recording.traces.spans.isEmpty else {
            throw CommandFailure(.badInput, "\(sources.map(SourceReader.name(of:)).joined(separator: ", ")): there is no span in it")
        }
        let client = try MLflowClient.forCommands(uri)
        var tags: [String: String] = [:]
        for tag in tag {
            let words = tag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            tags[String(words[0])] = String(words[1])
        }
        let log = try await client.log(
            recording,
            in: .named(experiment),
            name: name,
            tags: tags,
            detail: detail,
            sendsTraces: !linkOnly,
            options: RunOptions(spool: .memory, interval: .milliseconds(10))
        ) { sent, total in
            if total > 500 { Terminal.tell("sent \(sent) of \(Quantity.count(total, "span"))") }
        }
        guard let run = log.run else { return }
        let page = "\(client.settings.trackingURI)/#/experiments/\(run.experimentID)/runs/\(run.id)"
        guard !json else {
            let answer: JSONValue = [
                "run_id": .string(run.id), "experiment_id": .string(run.experimentID), "url": .string(page),
                "steps": .integer(Int64(log.steps)), "traces": .array(log.traces.map(JSONValue.string)),
                "assessments": .integer(Int64(log.assessments)),
            ]
            return Terminal.answer(answer.text())
        }
        let steps = Quantity.count(log.steps, "step")
        let scores = log.assessments > 0 ? ", \(Quantity.count(log.assessments, "score"))" : ""
        Terminal.answer("run \(run.name): \(steps) in \(Quantity.count(log.traces.count, "trace"))\(scores)\n\(page)")
    }
}

extension MLflowClient {
    /// The client of a command: impatient, as somebody waits for it.
    static func forCommands(_ uri: String?) throws(MLflowError) -> MLflowClient {
        var settings = try MLflowSettings(environment: Environment.current)
        if let uri { settings.trackingURI = uri }
        if Environment.current["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] == nil { settings.retry.maximumRetries = 2 }
        return try MLflowClient(settings)
    }
}
