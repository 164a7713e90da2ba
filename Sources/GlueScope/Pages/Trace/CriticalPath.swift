import GlueOTLP

/// The spans that a trace's duration hangs on: had any of them been shorter, all of it had been.
///
/// From the end of a span backwards, the child that ended last before that moment is on the path, then the one that ended last before
/// it began, and so on; the same within each.
///
/// Source: Y. Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures" (2022).
enum CriticalPath {
    static func places(in rows: [Waterfall.Row]) -> Set<Int> {
        var children: [Int: [Int]] = [:]
        var roots: [Int] = []
        for (place, row) in rows.enumerated() {
            if let parent = row.parent { children[parent, default: []].append(place) } else { roots.append(place) }
        }
        // Of several roots the longest is what somebody waited for.
        guard let root = roots.max(by: { length(rows[$0]) < length(rows[$1]) }) else { return [] }
        var path: Set<Int> = []
        var pending = [root]
        while let place = pending.popLast() {
            guard path.insert(place).inserted else { continue }
            var moment = rows[place].span.endTimeUnixNano
            for child in (children[place] ?? []).sorted(by: { rows[$0].span.endTimeUnixNano > rows[$1].span.endTimeUnixNano }) {
                let span = rows[child].span
                // What goes on after its parent was not waited for.
                guard span.endTimeUnixNano <= moment else { continue }
                pending.append(child)
                moment = span.startTimeUnixNano
            }
        }
        return path
    }

    private static func length(_ row: Waterfall.Row) -> UInt64 {
        row.span.endTimeUnixNano > row.span.startTimeUnixNano ? row.span.endTimeUnixNano - row.span.startTimeUnixNano : 0
    }
}
