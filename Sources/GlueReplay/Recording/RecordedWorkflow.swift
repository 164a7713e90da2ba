public import GlueJSON
public import GlueOTLP

/// One run of a workflow as a trace holds it: which one, who took part, and all that the engine did for it.
public struct RecordedWorkflow: Sendable, Hashable {
    /// Texts that a retriever found for a question.
    public struct Retrieval: Sendable, Hashable {
        public var retriever: String
        public var query: String
        /// As the GenAI conventions have documents: `content`, `id`, `score`.
        public var documents: [JSONValue]
    }

    public var traceID: OTLP.TraceID
    /// The span of the run.
    public var spanID: OTLP.SpanID
    public var name: String
    /// The workflow as a file describes it; nil where it says not of what it is made.
    public var definition: JSONValue?
    /// Nil where the trace holds no content.
    public var input: String?
    /// Whether steps stand on their spans whole, so that the run can be gone on with.
    public var isRecorded: Bool
    /// The completions of its agents, in the order in which they began.
    public var sessions: [RecordedSession]
    /// The tools that the workflow itself ran, in the order in which they began.
    public var toolRuns: [RecordedToolRun]
    public var retrievals: [Retrieval]

    /// What keeps the run from being made again; empty where nothing does.
    public var obstacles: [String] {
        guard definition != nil else {
            return ["the workflow \(name) does not say of what it is made; implement cast on it"]
        }
        guard input != nil else { return ["the trace holds no content of the workflow \(name); record it with content capture on"] }
        return sessions.flatMap(\.obstacles)
    }
}
