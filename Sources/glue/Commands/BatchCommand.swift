import ArgumentParser
import Foundation
import GlueJSON
import GlueLLM
import GlueOTLP
import Tracing

/// Many prompts out of a file, answered into another one.
struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Answer the prompts of a file of JSON lines, some at a time, and go on where a run was killed.",
        discussion: """
            A line of IN is an object with prompt or messages, and id, system, model, parameters, schema and metadata where \
            wanted. Its answer becomes a line of OUT; beside it, OUT.sent tells which requests went out. The same command \
            again does what is left: no line that was answered is sent again. What was on its way when a run was killed counts \
            with an estimated cost.
            The summary goes to standard output, progress to standard error. The exit code is 1 where an item failed.

            Examples:
              glue batch prompts.jsonl --out answers.jsonl --model openai:gpt-4o-mini
              glue batch prompts.jsonl --out answers.jsonl --concurrency 20 --attempts 3 --max-cost 5
              glue batch prompts.jsonl --out answers.jsonl --on-error fail_fast --ordered --json
              glue batch prompts.jsonl --out answers.jsonl --provider-batch
              glue batch prompts.jsonl --out answers.jsonl --otlp http://localhost:4318
            """
    )

    @Argument(help: ArgumentHelp("The prompts, a JSON object a line.", valueName: "in"))
    var input: String

    @Option(name: .customLong("out"), help: "Where the answers go, a JSON object a line; what an earlier run wrote there stays.")
    var output: String

    @Option(help: "PROVIDER:MODEL.")
    var model = "openai:gpt-4o-mini"

    @Option(name: .customLong("base-url"), help: "Another server that speaks like the provider, such as http://localhost:4000/v1.")
    var baseURL: String?

    @Option(help: "The system prompt of items that have none.")
    var system: String?

    @Option(help: "How many items are under way at once.")
    var concurrency = BatchOptions().concurrency

    @Option(name: .customLong("on-error"), help: "What becomes of the batch where an item fails: continue, skip or fail_fast.")
    var errorStrategy = BatchOptions.ErrorStrategy.continue

    @Option(help: "How often an item is begun that fails in a way worth repeating.")
    var attempts = BatchOptions().attempts

    @Option(name: .customLong("max-seconds"), help: "How long one item may take.")
    var seconds: Double?

    @Option(name: .customLong("max-cost"), help: "What this run may cost in US dollars; then it ends, and the same command goes on.")
    var cost: Double?

    @Flag(help: "Put OUT into the order of IN at the end.")
    var ordered = false

    @Option(help: "What an answer survives once it counts: synced, the end of the machine; written, that of the process.")
    var durability = BatchFile.Durability.synced

    @Option(help: "Export spans to this OTLP/HTTP collector, such as http://localhost:4318.")
    var otlp: String?

    @Option(help: "Keep the trace in this file (.pb, .jsonl, either with .gz).")
    var trace: String?

    @Flag(name: .customLong("provider-batch"), help: "Leave the items to the provider: within a day, for about half the price.")
    var isProviderBatch = false

    @Option(name: .customLong("poll-seconds"), help: "How long to wait between two looks at a provider's batch.")
    var pollSeconds = 60.0

    @Flag(help: "The summary as one JSON object.")
    var json = false

    func validate() throws {
        if let trace, TelemetryFile.Format(fileName: trace) == nil {
            throw ValidationError("--trace \(trace): the name must end in .pb, .jsonl, .pb.gz or .jsonl.gz")
        }
        guard concurrency >= 1 else { throw ValidationError("--concurrency must be at least 1") }
        guard attempts >= 1 else { throw ValidationError("--attempts must be at least 1") }
        if let seconds, !(seconds > 0) { throw ValidationError("--max-seconds must be above 0") }
        guard pollSeconds > 0 else { throw ValidationError("--poll-seconds must be above 0") }
        if isProviderBatch, cost != nil || seconds != nil || attempts > 1 || errorStrategy != .continue {
            throw ValidationError("a --provider-batch has no --max-cost, --max-seconds, --attempts and --on-error")
        }
        if let cost, !(cost > 0) { throw ValidationError("--max-cost must be above 0") }
    }

    func run() async throws {
        guard FileManager.default.fileExists(atPath: input) else { throw CommandFailure(.usage, "there is no file \(input)") }
        let session = try wantsSpans ? TracedSession(otlp: otlp, trace: trace) : nil
        let client = try client(session)
        let file = BatchFile(input: input, output: output, durability: durability, ordersOutput: ordered)
        let progress = BatchProgressLine(descriptor: STDERR_FILENO)
        let options = BatchOptions(
            concurrency: concurrency,
            errorStrategy: errorStrategy,
            attempts: attempts,
            limit: seconds.map(Duration.seconds),
            onProgress: { progress.show($0) }
        )
        let providerBatch = isProviderBatch ? ProviderBatching(pollInterval: .seconds(pollSeconds), onSubmit: Self.tell) : nil
        let work: @Sendable () async throws -> BatchSummary = {
            try await Interruption.cancelling {
                if let providerBatch { return try await client.batch(file, via: providerBatch) }
                return try await client.batch(file, options: options)
            }
        }
        let result: Result<BatchSummary, any Error>
        if let session {
            result = await session.run(work)
        } else {
            do { result = .success(try await work()) } catch { result = .failure(error) }
        }
        progress.end()
        let delivery = session?.finish()
        switch result {
        case .success(let summary): report(summary)
        case .failure(let error as BatchError):
            if error.summary.requests > 0 { report(error.summary) }
            throw error
        case .failure(let error): throw error
        }
        try delivery?.get()
        if case .success(let summary) = result, summary.failed > 0 { throw ExitStatus.no }
    }

    @Sendable private static func tell(_ id: String) async {
        Terminal.tell("the provider's batch is \(id); the same command waits for it again")
    }

    private func report(_ summary: BatchSummary) {
        Terminal.answer(json ? summary.json.text() : BatchReport(summary: summary).text)
    }

    /// Spans of a batch of millions would fill the memory where nobody wants them.
    private var wantsSpans: Bool {
        let names = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]
        return otlp != nil || trace != nil || names.contains { !(Environment.current[$0] ?? "").isEmpty }
    }

    private func client(_ session: TracedSession?) throws(LLMError) -> LLMClient {
        var client = try LLMClient(model: model, baseURL: baseURL, systemPrompt: system, tracer: session?.tracer ?? NoOpTracer())
        if let session { client.contentCapture = session.contentCapture }
        if let cost { client.budget = Budget(Budget.Bounds(cost: cost)) }
        return client
    }
}
