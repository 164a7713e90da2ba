import GlueSemantics

/// What the model calls and tools of one completion took together.
struct Totals: Sendable {
    private(set) var calls = 0
    private(set) var usage: Usage?
    private(set) var cost: Double?
    private var isCostKnown = true
    var toolRuns: [ToolRun] = []

    /// Counts a model call before it is made, so that one that fails is counted too.
    mutating func begin() { calls += 1 }

    mutating func add(_ answer: ModelAnswer) { add(answer.response.usage, cost: answer.cost) }

    /// Counts what a call took that failed after it began to answer.
    mutating func add(_ error: LLMError) {
        guard error.usage != nil || error.partialOutput != nil else { return }
        add(error.usage, cost: error.cost)
    }

    private mutating func add(_ more: Usage?, cost price: Double?) {
        if let more { usage = (usage ?? Usage()) + more }
        // One unknown price makes the sum unknown: a sum of the rest would look like the whole.
        isCostKnown = isCostKnown && price != nil
        cost = isCostKnown ? (cost ?? 0) + (price ?? 0) : nil
    }
}
