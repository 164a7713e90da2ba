import GRDB
import GlueSemantics

/// What happened minute by minute, as little graphs.
struct MinuteSums: Sendable {
    private struct Sum: Sendable {
        var calls = 0.0
        var errors = 0.0
        var tokens = 0.0
        var cost = 0.0
    }

    private var sums: [Sum]

    /// The last minutes up to now.
    static func last(_ count: Int, now: Int64, in database: Database) throws -> MinuteSums {
        let first = now / 60 - Int64(count) + 1
        var sums = MinuteSums(sums: [Sum](repeating: Sum(), count: count))
        let operations = SpanFacts.calls.sorted().map { "'\($0)'" }.joined(separator: ", ")
        let statement = try BoundStatement(
            database,
            """
            SELECT minute, sum(count), sum(errors), sum(input + output), sum(cost) FROM rollup JOIN series ON series.id = rollup.series
            WHERE minute >= ? AND operation IN (\(operations)) GROUP BY minute
            """
        )
        statement.bind(first, at: 1)
        try statement.forEachRow { row in
            let place = Int(row.integer(0) - first)
            guard sums.sums.indices.contains(place) else { return }
            sums.sums[place].calls += Double(row.integer(1))
            sums.sums[place].errors += Double(row.integer(2))
            sums.sums[place].tokens += Double(row.integer(3))
            sums.sums[place].cost += Double(row.integer(4)) / 1e9
        }
        return sums
    }

    var sparks: [View] {
        [
            spark("Model calls", "calls", \.calls) { Figures.count(Int($0)) },
            spark("Failed calls", "errors", \.errors) { Figures.count(Int($0)) },
            spark("Tokens", "tokens", \.tokens) { Figures.count(Int($0)) }, spark("Cost", "cost", \.cost) { Figures.cost($0) },
        ]
    }

    private func spark(_ name: String, _ kind: String, _ value: (Sum) -> Double, _ text: (Double) -> String) -> View {
        let values = sums.map(value)
        return [
            "name": name, "kind": kind, "total": text(values.reduce(0, +)), "width": values.count * 4, "path": Self.path(values),
            "span": "hour",
        ]
    }

    /// A bar a minute, the highest of them as high as there is room.
    private static func path(_ values: [Double]) -> String {
        let highest = values.max() ?? 0
        guard highest > 0 else { return "M0 39h\(values.count * 4)v1H0z" }
        return values.enumerated().filter { $0.element > 0 }.map { place, value in
            // The least that happened can be seen.
            let height = max((value / highest * 38).rounded(), 2)
            return "M\(place * 4) 40v-\(Int(height))h3v\(Int(height))z"
        }.joined()
    }
}
