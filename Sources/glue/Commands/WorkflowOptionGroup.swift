import ArgumentParser
import GlueLLM
import GlueReplay
import GlueWorkflows

/// How `glue run` runs a workflow.
struct WorkflowOptionGroup: ParsableArguments {
    @Option(help: ArgumentHelp("KIND or FILE of a workflow that answers.", valueName: "kind|file"))
    var workflow: String?

    @Option(help: "A file with the settings of a KIND, in YAML or JSON.")
    var config: String?

    @Flag(name: .customLong("dry-run"), help: "Draw the workflow and call nothing.")
    var isDryRun = false

    @Flag(help: "With --dry-run: as a Mermaid flow chart.")
    var mermaid = false

    @Option(help: "Append each step, with its content, to this file (.jsonl) as it ends.")
    var record: String?

    @Option(help: "Go on from the steps that this SOURCE holds, such as a file of --record.")
    var resume: String?

    @Option(name: .customLong("max-cost"), help: "What the run may cost, in US dollars.")
    var maxCost: Double?

    @Option(name: .customLong("max-seconds"), help: "How long the run may take.")
    var maxSeconds: Double?

    @Option(name: .customLong("max-calls"), help: "How many model calls the run may make.")
    var maxCalls: Int?

    @Option(help: "How many steps may be answered at once.")
    var concurrency: Int?

    @Flag(name: .customLong("quiet"), help: "Say nothing of the steps.")
    var isQuiet = false

    func validate() throws {
        if workflow == nil {
            let given = [
                ("--config", config != nil), ("--dry-run", isDryRun), ("--record", record != nil), ("--resume", resume != nil),
                ("--max-cost", maxCost != nil), ("--max-seconds", maxSeconds != nil), ("--max-calls", maxCalls != nil),
                ("--concurrency", concurrency != nil),
            ]
            if let first = given.first(where: \.1) { throw ValidationError("\(first.0) needs a --workflow") }
        }
        if mermaid, !isDryRun { throw ValidationError("--mermaid needs --dry-run") }
        if let record, !record.hasSuffix(".jsonl") { throw ValidationError("--record \(record): the name must end in .jsonl") }
        guard maxCost.map({ $0 > 0 }) ?? true, maxSeconds.map({ $0 > 0 }) ?? true, maxCalls.map({ $0 > 0 }) ?? true,
            concurrency.map({ $0 > 0 }) ?? true
        else { throw ValidationError("a bound must be more than 0") }
    }

    /// - Parameter progress: Nil for saying nothing of the steps.
    func options(_ session: TracedSession, progress: ProgressTree?) async throws -> WorkflowOptions {
        WorkflowOptions(
            bounds: WorkflowBounds(
                concurrency: concurrency,
                time: maxSeconds.map { .seconds($0) },
                cost: maxCost,
                calls: maxCalls
            ),
            isRecording: record != nil,
            resuming: try await recorded,
            onProgress: Self.shown(by: progress),
            contentCapture: session.contentCapture,
            tracer: session.tracer
        )
    }
}

extension WorkflowOptionGroup {
    /// The record of a run that is gone on with; nil for a new one.
    private var recorded: WorkflowRecording? {
        get async throws(CommandFailure) {
            guard let resume else { return nil }
            let traces = try await SourceReader.traces(resume)
            do {
                return try WorkflowRecording(traces)
            } catch {
                throw CommandFailure(.badInput, "\(SourceReader.name(of: resume)): \(error)")
            }
        }
    }

    private static func shown(by tree: ProgressTree?) -> (@Sendable (WorkflowProgress) async -> Void)? {
        guard let tree else { return nil }
        return { tree.show($0) }
    }
}

extension Agent {
    /// An agent that is only drawn.
    static func drawn(_ name: String) -> any StepExecutor { FunctionExecutor(name) { $0 } }
}
