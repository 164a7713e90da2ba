public import GlueOTLP

/// What a trace holds of the work with models: its exchanges, its tool runs, and the completions of our own engine.
///
/// ```swift
/// let recording = try Recording(TelemetryFile(bytes: bytes))
/// for exchange in recording.exchanges { print(exchange.json) }
/// ```
public struct Recording: Sendable, Hashable {
    /// In the order in which they began.
    public var exchanges: [Exchange]
    /// In the order in which they began.
    public var toolRuns: [RecordedToolRun]
    /// The requests for vectors, in the order in which they began.
    public var embeddings: [RecordedEmbedding]
    /// The completions of our own engine, in the order in which they began; empty for a trace of another tool. Those of a
    /// workflow's agents stand in ``workflows``.
    public var sessions: [RecordedSession]
    /// The runs of our own workflows, in the order in which they began.
    public var workflows: [RecordedWorkflow]
    /// What the recording was read from.
    public var traces: OTLP.Traces

    public init(
        exchanges: [Exchange],
        toolRuns: [RecordedToolRun] = [],
        embeddings: [RecordedEmbedding] = [],
        sessions: [RecordedSession] = [],
        workflows: [RecordedWorkflow] = [],
        traces: OTLP.Traces = .init()
    ) {
        self.exchanges = exchanges
        self.toolRuns = toolRuns
        self.embeddings = embeddings
        self.sessions = sessions
        self.workflows = workflows
        self.traces = traces
    }

    /// Reads a recording from a file, or from several that were put together: traces and their logs.
    ///
    /// - Throws: ``RecordingError``, where there is nothing to read.
    public init(_ file: TelemetryFile) throws(RecordingError) { try self.init(traces: file.traces, logs: file.logs) }

    /// Reads a recording from spans and, for tools that write content there, log records.
    ///
    /// - Throws: ``RecordingError``, where there is nothing to read.
    public init(traces: OTLP.Traces, logs: OTLP.Logs = .init()) throws(RecordingError) {
        let index = TraceIndex(traces, logs)
        guard !index.nodes.isEmpty else { throw .noSpans }
        let exchanges = ExchangeReading.exchanges(in: index)
        let embeddings = EmbeddingReader.embeddings(in: index)
        guard !exchanges.isEmpty || embeddings.contains(where: { $0.wire != nil }) else { throw .noExchanges(spans: index.nodes.count) }
        self.init(
            exchanges: exchanges,
            toolRuns: ToolReader.runs(in: index),
            embeddings: embeddings,
            sessions: SessionReader.sessions(in: index, exchanges),
            workflows: WorkflowReader.workflows(in: index, exchanges),
            traces: traces
        )
    }
}

/// Why there is no recording in what was read.
public enum RecordingError: Error, Equatable, CustomStringConvertible {
    case noSpans
    case noExchanges(spans: Int)

    public var description: String {
        switch self {
        case .noSpans: "there are no spans in it; give the traces too where these are logs alone"
        case .noExchanges(let spans):
            "none of its \(spans) spans is a model call; they are told by gen_ai.operation.name, openinference.span.kind or mlflow.spanType"
        }
    }
}
