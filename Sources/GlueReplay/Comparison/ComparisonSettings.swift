import GlueJSON
import GlueOTLP
import GlueSemantics

/// What counts when two traces are compared.
///
/// Ids of traces and spans, times, resources, scopes and flags never count.
public struct ComparisonSettings: Sendable, Hashable {
    /// Attributes of spans and events that do not count.
    public var ignoredAttributes: Set<String>
    /// Whether the HTTP spans of attempts count. A replay within the process makes none.
    public var comparesTransport: Bool
    /// Whether what ran within a tool counts. A tool that is answered from a recording runs nothing.
    public var comparesWithinTools: Bool
    /// Whether the ids that providers make up for answers and tool calls count, also within messages.
    public var comparesGeneratedIDs: Bool

    /// Whether spans' kinds count, and the attributes by which backends draw them. A trace that was read back from a backend has
    /// others than the engine wrote.
    public var comparesPresentation = true
    /// By how much numbers may differ, as a share of the recorded one, by attribute: 0.05 for five percent.
    public var tolerances: [String: Double]

    public init(
        ignoredAttributes: Set<String> = Self.volatile,
        comparesTransport: Bool,
        comparesWithinTools: Bool,
        comparesGeneratedIDs: Bool,
        tolerances: [String: Double] = [:]
    ) {
        self.ignoredAttributes = ignoredAttributes
        self.comparesTransport = comparesTransport
        self.comparesWithinTools = comparesWithinTools
        self.comparesGeneratedIDs = comparesGeneratedIDs
        self.tolerances = tolerances
    }

    /// For a recorded session and its replay.
    public static let replay = ComparisonSettings(comparesTransport: false, comparesWithinTools: false, comparesGeneratedIDs: true)

    /// For two runs of the same work.
    public static let runs = ComparisonSettings(comparesTransport: true, comparesWithinTools: true, comparesGeneratedIDs: false)

    /// What differs from run to run although the work is the same: times and sizes of waiting and of the wire.
    public static let volatile: Set<String> = [
        Glue.Attributes.delay, GenAI.Attributes.responseTimeToFirstChunk, HTTP.Attributes.requestBodySize,
        HTTP.Attributes.responseBodySize, "thread.id", "thread.name",
    ]

    /// What backends put onto spans for their own pages, and what they put in its place.
    private static let presentationPrefixes = [
        "mlflow.", "llm.", "session.", "user.", "tool.", "input.", "output.", "openinference.", "metadata",
    ]

    private func isPresentation(_ key: String) -> Bool { Self.presentationPrefixes.contains { key.hasPrefix($0) } }

    /// The ids that ``comparesGeneratedIDs`` is about.
    static let generatedIDs: Set<String> = [GenAI.Attributes.responseID, GenAI.Attributes.toolCallID]

    /// Whether two values of an attribute are close enough to be one.
    ///
    /// Sums of fractions depend on their order, which is chance where work is done side by side: the last digits never count.
    func areClose(_ left: OTLP.AnyValue?, _ right: OTLP.AnyValue?, _ key: String) -> Bool {
        let tolerance = tolerances[key] ?? 1e-9
        if case .int(let a)? = left, case .int(let b)? = right, tolerances[key] == nil { return a == b }
        guard let a = left?.plain.number, let b = right?.plain.number, a.isFinite, b.isFinite else { return false }
        return abs(a - b) <= abs(a) * tolerance
    }

    func counts(_ key: String) -> Bool {
        !ignoredAttributes.contains(key) && (comparesGeneratedIDs || !Self.generatedIDs.contains(key))
            && (comparesPresentation || !isPresentation(key))
    }

    /// What a step turned out to be, as opposed to what it began with. It is compared after the steps within it, so that
    /// the first divergence is the first in time.
    static func isOutcome(_ key: String) -> Bool { outcomes.contains(key) || outcomePrefixes.contains { key.hasPrefix($0) } }

    private static let outcomes: Set<String> = [
        GenAI.Attributes.outputMessages, GenAI.Attributes.toolCallResult, OpenInference.outputValue,
        OpenInference.outputMimeType, Glue.Attributes.iterations, Glue.Attributes.toolCalls,
        Glue.Attributes.workflowIterations, Glue.Attributes.workflowResult, ErrorNames.type,
    ]
    private static let outcomePrefixes = [
        "gen_ai.response.", "gen_ai.usage.", "gluellm.usage.", "gluellm.cost.", "openai.response.", "http.response.",
    ]
}
