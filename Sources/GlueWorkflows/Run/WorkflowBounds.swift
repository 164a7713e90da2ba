/// What a run may take in all; nil for no bound.
public struct WorkflowBounds: Sendable, Hashable {
    /// How many steps may be answered at once, those of inner workflows included.
    public var concurrency: Int?
    /// After this time the run is cancelled with all its branches.
    public var time: Duration?
    /// Input and output together. A model call that would take more is not made.
    public var tokens: Int?
    /// In US dollars. A model call that would cost more is not made.
    public var cost: Double?
    /// How many model calls may be made.
    public var calls: Int?

    public init(
        concurrency: Int? = nil,
        time: Duration? = nil,
        tokens: Int? = nil,
        cost: Double? = nil,
        calls: Int? = nil
    ) {
        self.concurrency = concurrency
        self.time = time
        self.tokens = tokens
        self.cost = cost
        self.calls = calls
    }
}
