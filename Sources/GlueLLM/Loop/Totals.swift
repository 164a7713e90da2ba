import GlueSemantics

/// What the model calls and tools of one completion took together.
struct Totals: Sendable {
    private(set) var calls = 0
    private(set) var usage: Usage?
    /// Nil before the first call.
    private(set) var cost: Cost?
    /// How many models of the client's chain could not answer.
    var fallbacks = 0
    var toolRuns: [ToolRun] = []

    /// Counts a model call before it is made, so that one that fails is counted too.
    mutating func begin() { calls += 1 }

    mutating func add(_ answer: ModelAnswer) { add(answer.response.usage, cost: answer.cost) }

    /// Counts what a call took that failed after it began to answer.
    mutating func add(_ error: LLMError) {
        guard error.usage != nil || error.partialOutput != nil else { return }
        add(error.usage, cost: error.cost ?? .unknown)
    }

    /// Counts what others than the completion's own calls took, such as a judge.
    mutating func add(_ meter: UsageMeter) {
        guard let cost = meter.cost else { return }
        add(meter.usage, cost: cost)
    }

    private mutating func add(_ more: Usage?, cost price: Cost) {
        if let more { usage = (usage ?? Usage()) + more }
        cost = cost.map { $0 + price } ?? price
    }
}
