public import GlueJSON
public import GlueLLM
public import GlueOTLP
import GlueSemantics
import ServiceContextModule
import Tracing

/// Drives the completions of a recording again: the same engine, the recorded answers and tools, a tracer of its own.
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

    /// - Throws: ``RedriveError`` where the recording is not our engine's, or holds too little to be driven again.
    public init(
        _ recording: Recording,
        matching: Matching = .ordered,
        prices: PriceTable = .shipped,
        settings: ComparisonSettings = .replay
    ) throws(RedriveError) {
        guard !recording.sessions.isEmpty else { throw .noSessions }
        let obstacles = recording.sessions.flatMap(\.obstacles)
        guard obstacles.isEmpty else { throw .incomplete(reasons: obstacles) }
        self.recording = recording
        self.matching = matching
        self.prices = prices
        self.settings = settings
    }

    /// What came of driving a recording again.
    public struct Outcome: Sendable {
        public var verdict: Verdict
        /// The spans of the replay.
        public var traces: OTLP.Traces
        /// The recorded exchanges that nobody asked for again.
        public var unused: [Exchange]

        /// The outcome for machines: the verdict, and which exchanges were not asked for.
        public var json: JSONValue {
            var object = verdict.json.object ?? [:]
            object["unused"] = .array(unused.map { ["index": .integer(Int64($0.index)), "span_id": .string("\($0.spanID)")] })
            return .object(object)
        }
    }

    /// Drives every completion, one after the other, and compares what came of it.
    ///
    /// - Throws: ``RedriveError/spansLost(count:)`` where the replay's spans did not fit the memory.
    public func run() async throws(RedriveError) -> Outcome {
        let telemetry = ReplayTelemetry()
        var unused: [Exchange] = []
        var conversations: [String: Conversation] = [:]
        for session in recording.sessions {
            let book = AnswerBook(session.exchanges, matching: matching)
            let drive = SessionDrive(session: session, book: book, prices: prices, tracer: telemetry.tracer)
            await drive.run(&conversations)
            unused += book.unused
        }
        let traces = try await telemetry.traces()
        return Outcome(verdict: compare(traces), traces: traces, unused: unused)
    }

    private func compare(_ traces: OTLP.Traces) -> Verdict {
        let before = TraceIndex(recording.traces)
        let after = TraceIndex(traces)
        return TraceComparison(settings).compare(Self.completions(before, settings), Self.completions(after, settings))
    }

    private static func completions(_ trace: TraceIndex, _ settings: ComparisonSettings) -> [TraceStep] {
        TraceStep.steps(of: trace, from: trace.nodes.indices.filter { SessionReader.isRoot($0, in: trace) }, settings)
    }
}
