/// What many requests cost, kept apart by how well it is known.
public struct BatchCosts: Sendable, Hashable {
    /// In US dollars, of requests whose tokens the provider counted.
    public var exact: Double
    /// In US dollars, of requests that may have been worked on and never told what they took.
    public var estimated: Double
    /// How many requests cost nobody knows what, as their model has no price or nothing was told.
    public var unknown: Int

    public init(exact: Double = 0, estimated: Double = 0, unknown: Int = 0) {
        self.exact = exact
        self.estimated = estimated
        self.unknown = unknown
    }

    /// All of it; unknown where one request's cost is.
    public var total: Cost {
        if unknown > 0 { return .unknown }
        return estimated > 0 ? .estimated(exact + estimated) : .exact(exact)
    }

    mutating func add(_ cost: Cost) {
        switch (cost.kind, cost.dollars) {
        case (.exact, let dollars?): exact += dollars
        case (.estimated, let dollars?): estimated += dollars
        default: unknown += 1
        }
    }

    public static func + (left: BatchCosts, right: BatchCosts) -> BatchCosts {
        BatchCosts(
            exact: left.exact + right.exact,
            estimated: left.estimated + right.estimated,
            unknown: left.unknown + right.unknown
        )
    }

    public static func += (left: inout BatchCosts, right: BatchCosts) { left = left + right }
}
