public import GlueJSON

/// What came of comparing two traces.
public enum Verdict: Sendable, Hashable {
    /// - Parameter steps: How many steps were compared.
    case same(steps: Int)
    /// - Parameter all: In the order of time, ``first`` in front.
    case diverged(first: Divergence, all: [Divergence])

    init(_ divergences: [Divergence], steps: Int) {
        self = divergences.first.map { .diverged(first: $0, all: divergences) } ?? .same(steps: steps)
    }

    public var isSame: Bool { if case .same = self { true } else { false } }

    /// In the order of time; empty where nothing diverged.
    public var divergences: [Divergence] { if case .diverged(_, let all) = self { all } else { [] } }

    public var first: Divergence? { divergences.first }
}

extension Verdict: CustomStringConvertible {
    /// The verdict for people; of many divergences the first ten.
    public var description: String {
        switch self {
        case .same(let steps): return "the same: \(steps) steps compared"
        case .diverged(let first, let all):
            var blocks = ["diverged at \(first)"]
            blocks += all.dropFirst().prefix(Self.shown - 1).map { "then at \($0)" }
            if all.count > Self.shown { blocks.append("and \(all.count - Self.shown) more") }
            return blocks.joined(separator: "\n")
        }
    }

    private static let shown = 10

    /// The verdict for machines.
    public var json: JSONValue {
        switch self {
        case .same(let steps): ["verdict": "same", "steps": .integer(Int64(steps)), "divergences": []]
        case .diverged(let first, let all): ["verdict": "diverged", "first": first.json, "divergences": .array(all.map(\.json))]
        }
    }
}
