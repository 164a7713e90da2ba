/// Which step of one trace is which of the other, among siblings.
enum StepAlignment {
    enum Pair {
        case both(TraceStep, TraceStep)
        case recorded(TraceStep)
        case replayed(TraceStep)
    }

    /// Pairs siblings by name and order. Tools that ran side by side are paired by the id of their call first, as their
    /// order is chance.
    static func pairs(_ recorded: [TraceStep], _ replayed: [TraceStep]) -> [Pair] {
        let replayed = ordered(replayed, like: recorded)
        // Where both begin alike, the beginning belongs together; what a difference of the lists would drop of three
        // equal names is anybody's choice.
        let common = zip(recorded, replayed).prefix { $0.name == $1.name }.count
        var pairs = zip(recorded, replayed).prefix(common).map { Pair.both($0, $1) }
        let left = recorded.dropFirst(common).map(\.self)
        let right = replayed.dropFirst(common).map(\.self)
        guard left.count * right.count <= longest else { return pairs + left.map(Pair.recorded) + right.map(Pair.replayed) }
        let difference = right.map(\.name).difference(from: left.map(\.name))
        let removed = Set(difference.removals.map(offset))
        let inserted = Set(difference.insertions.map(offset))
        var i = 0
        var j = 0
        while i < left.count || j < right.count {
            if removed.contains(i) {
                pairs.append(.recorded(left[i]))
                i += 1
            } else if inserted.contains(j) {
                pairs.append(.replayed(right[j]))
                j += 1
            } else {
                pairs.append(.both(left[i], right[j]))
                i += 1
                j += 1
            }
        }
        return pairs
    }

    /// Above this product of lengths nobody waits for the shortest difference of two lists that begin to differ.
    private static let longest = 4_000_000

    private static func offset(of change: CollectionDifference<String>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }

    /// The steps with each group of neighbouring tools in the order of the other side's calls.
    private static func ordered(_ steps: [TraceStep], like other: [TraceStep]) -> [TraceStep] {
        var places: [String: Int] = [:]
        for (place, step) in other.enumerated() where step.isTool {
            if let id = step.callID, places[id] == nil { places[id] = place }
        }
        var result: [TraceStep] = []
        var rest = steps[...]
        while let first = rest.first {
            let group = first.isTool ? rest.prefix(while: \.isTool) : rest.prefix(1)
            rest = rest.dropFirst(group.count)
            let known = group.map { $0.callID.flatMap { places[$0] } }
            if known.contains(nil) || group.count == 1 {
                result += group
            } else {
                result += zip(group, known).sorted { ($0.1 ?? 0) < ($1.1 ?? 0) }.map(\.0)
            }
        }
        return result
    }
}
