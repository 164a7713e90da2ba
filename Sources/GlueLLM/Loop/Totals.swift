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

    mutating func add(_ answer: ModelAnswer) {
        if let more = answer.response.usage { usage = (usage ?? Usage()) + more }
        // One unknown price makes the sum unknown: a sum of the rest would look like the whole.
        isCostKnown = isCostKnown && answer.cost != nil
        cost = isCostKnown ? (cost ?? 0) + (answer.cost ?? 0) : nil
    }
}
