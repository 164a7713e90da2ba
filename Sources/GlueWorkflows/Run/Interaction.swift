public import GlueJSON
public import GlueLLM
public import GlueSemantics

/// Something that happened in a run: a step that an executor answered, or a note of the workflow itself.
public struct Interaction: Sendable, Equatable {
    /// The place among the run's interactions, from 0, in the order in which the workflow began them.
    public var index: Int
    /// What kind of step it is, such as `critic`.
    public var name: String
    /// Who answered; nil for a note.
    public var executor: String?
    /// The part that the executor played, such as the specialty of a critic.
    public var role: String?
    /// The round that it belongs to, from 1.
    public var round: Int?
    public var input: String
    public var output: String
    /// Why the step failed; nil where it did not.
    public var error: LLMError?
    public var usage: Usage?
    public var cost: Cost?
    public var elapsed: Duration
    /// What a note says.
    public var metadata: JSONObject
}
