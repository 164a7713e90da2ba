public import GlueJSON
public import GlueLLM
public import GlueSemantics

/// What came of a run.
public struct WorkflowResult: Sendable, Equatable {
    public var output: String
    /// The output as JSON where it has a form.
    public var value: JSONValue?
    /// How many rounds, stages or chunks it took; each workflow says what it counts.
    public var iterations: Int
    /// All that happened, in the order in which it began.
    public var interactions: [Interaction]
    /// The tokens of all model calls together; nil where none were told.
    public var usage: Usage?
    /// What they cost together; nil where nothing was called that could cost.
    public var cost: Cost?
    /// What the workflow tells beyond its output, such as whether it converged.
    public var metadata: JSONObject
    public var elapsed: Duration
    /// The trace that tells the run, in hexadecimal; nil where nothing is traced.
    public var traceID: String?
}
