/// How well a cost is known.
public enum CostKind: String, Sendable, Hashable, CaseIterable {
    /// The provider counted the tokens, and the table has the model that answered.
    case exact
    /// Tokens were estimated, or billed by a price that may not be theirs.
    case estimated
    /// Neither; it may be anything but is not zero.
    case unknown
}

/// What something cost.
public struct Cost: Sendable, Hashable {
    /// In US dollars; nil where it is unknown.
    public let dollars: Double?
    public let kind: CostKind

    private init(dollars: Double?, kind: CostKind) {
        self.dollars = dollars
        self.kind = kind
    }

    /// - Parameter dollars: Nil for a cost that is unknown, whatever the kind.
    package init(_ dollars: Double?, _ kind: CostKind) {
        self.init(dollars: kind == .unknown ? nil : dollars, kind: dollars == nil ? .unknown : kind)
    }

    public static let unknown = Cost(dollars: nil, kind: .unknown)
    public static func exact(_ dollars: Double) -> Cost { Cost(dollars: dollars, kind: .exact) }
    public static func estimated(_ dollars: Double) -> Cost { Cost(dollars: dollars, kind: .estimated) }

    /// One unknown cost makes the sum unknown: a sum of the rest would look like the whole. An estimate makes it an estimate.
    public static func + (left: Cost, right: Cost) -> Cost {
        guard let first = left.dollars, let second = right.dollars else { return .unknown }
        return left.kind == .exact && right.kind == .exact ? .exact(first + second) : .estimated(first + second)
    }
}
