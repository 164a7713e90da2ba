public import GlueJSON
public import GlueSemantics

/// What came of one item of a batch.
public struct BatchResult: Sendable {
    public var id: String
    /// The item's place in the batch, from 0.
    public var index: Int
    public var outcome: Result<Completion, LLMError>
    /// How often the item was begun.
    public var attempts: Int
    /// How many requests went out for it, attempts of the client's own policy and rounds of tools among them.
    public var requests: Int
    /// The tokens of all of them; nil where none was told.
    public var usage: Usage?
    /// What all of them cost.
    public var costs: BatchCosts
    public var elapsed: Duration
    /// The item's own.
    public var metadata: JSONObject

    /// The answer; nil where the item failed.
    public var completion: Completion? { try? outcome.get() }
    /// Why the item failed; nil where it did not.
    public var error: LLMError? { if case .failure(let error) = outcome { error } else { nil } }
}
