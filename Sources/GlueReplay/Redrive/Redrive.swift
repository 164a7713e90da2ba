public import GlueLLM
import GlueOTLP
import GlueRedaction
import GlueSemantics
import ServiceContextModule
import Tracing

/// Drives the completions and workflows of a recording again: the same engine, the recorded answers and tools, a tracer of its own.
///
/// ```swift
/// let outcome = try await Redrive(recording).run()
/// print(outcome.verdict)
/// ```
/// Nothing leaves the process: models and tools are answered from the recording, waits take no time. The HTTP spans of
/// attempts are therefore not made again and not compared; attempts that failed are, by the events that tell of the
/// retries. Of a tool the call and its answer are compared, not what ran within it.
///
/// What the trace does not hold is left at its default: `tool_choice`, `parallel_tool_calls` and other members of a request
/// that spans have no attribute for, the order in which tools of one answer run, and the price table, which is the
/// shipped one unless another is given.
public struct Redrive: Sendable {
    public let recording: Recording
    /// How a request finds its answer. In order, whatever it says, is the usual one: the replay goes on behind a first
    /// divergence, and the comparison names it.
    public var matching: Matching
    public var prices: PriceTable
    public var settings: ComparisonSettings
    /// How fast answers come. At ``ReplaySpeed/max``, which is the usual one, waits take no time either.
    public var speed = ReplaySpeed.max
    /// Tools that run for real, in place of their recorded answers; the others answer as they did. What they reach beyond the
    /// process is theirs.
    public var tools: [any Tool] = []
    /// What has to hold beyond the comparison.
    public var checks: [ReplayCheck]

    /// - Throws: ``RedriveError`` where the recording is not our engine's, or holds too little to be driven again.
    public init(
        _ recording: Recording,
        matching: Matching = .ordered,
        prices: PriceTable = .shipped,
        settings: ComparisonSettings = .replay,
        checks: [ReplayCheck] = []
    ) throws(RedriveError) {
        guard !recording.sessions.isEmpty || !recording.workflows.isEmpty else { throw .noSessions }
        let obstacles = recording.sessions.flatMap(\.obstacles) + recording.workflows.flatMap(\.obstacles)
        guard obstacles.isEmpty else { throw .incomplete(reasons: obstacles) }
        self.recording = recording
        self.matching = matching
        self.prices = prices
        self.settings = settings
        self.checks = checks
    }

    /// Drives every completion and every workflow, one after the other, and compares what came of it.
    ///
    /// - Throws: ``RedriveError/spansLost(count:)`` where the replay's spans did not fit the memory.
    public func run() async throws(RedriveError) -> ReplayOutcome {
        let telemetry = ReplayTelemetry()
        var unused: [Exchange] = []
        var conversations: [String: Conversation] = [:]
        for root in roots {
            switch root {
            case .completion(let session):
                let book = AnswerBook(session.exchanges, matching: matching, redactor: .none)
                var drive = SessionDrive(session: session, book: book, prices: prices, tracer: telemetry.tracer, speed: speed)
                drive.realTools = tools
                await drive.run(&conversations)
                unused += book.unused
            case .workflow(let workflow):
                // Agents ask side by side, so that only what they ask tells whose answer it is.
                let book = AnswerBook(workflow.sessions.flatMap(\.exchanges), matching: .lenient, redactor: .none)
                try await WorkflowDrive(workflow: workflow, book: book, prices: prices, tracer: telemetry.tracer, speed: speed).run()
                unused += book.unused
            }
        }
        return outcome(try await telemetry.traces(), unused)
    }

    func outcome(_ traces: OTLP.Traces, _ unused: [Exchange]) -> ReplayOutcome {
        let before = TraceIndex(recording.traces)
        let after = TraceIndex(traces)
        let recorded = Self.steps(before, settings)
        let verdict = TraceComparison(settings).compare(recorded, Self.steps(after, settings))
        // Only checks look at the replay as a recording.
        let replayed = checks.isEmpty ? nil : try? Recording(traces: traces)
        return ReplayOutcome(
            verdict: verdict,
            traces: traces,
            unused: unused,
            checks: checks.map {
                ReplayCheck.Result(name: $0.name, failures: $0.run(recording, replayed ?? Recording(exchanges: [], traces: traces)))
            },
            roots: recorded.map(\.path)
        )
    }

    /// What is driven, in the order in which it was recorded.
    var roots: [Root] {
        let all = recording.sessions.map(Root.completion) + recording.workflows.map(Root.workflow)
        let spans = TraceIndex(recording.traces).nodes.map(\.span.spanID)
        let places = Dictionary(zip(spans, spans.indices), uniquingKeysWith: { first, _ in first })
        return all.sorted { (places[$0.spanID] ?? 0) < (places[$1.spanID] ?? 0) }
    }

    enum Root {
        case completion(RecordedSession)
        case workflow(RecordedWorkflow)

        var spanID: OTLP.SpanID {
            switch self {
            case .completion(let session): session.spanID
            case .workflow(let workflow): workflow.spanID
            }
        }
    }

    private static func steps(_ trace: TraceIndex, _ settings: ComparisonSettings) -> [TraceStep] {
        let roots = trace.nodes.indices.filter { SessionReader.isRoot($0, in: trace) || WorkflowReader.isRoot($0, in: trace) }
        return TraceStep.steps(of: trace, from: roots, settings)
    }
}
