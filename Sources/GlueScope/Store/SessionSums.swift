import GRDB

/// What one transaction adds to the sessions: conversations over several traces.
struct SessionSums {
    private struct Sum {
        var first = Int64.max
        var last = Int64.min
        var traces: Int64 = 0
        var errors: Int64 = 0
        var input: Int64 = 0
        var output: Int64 = 0
        var cost: Int64 = 0
    }

    private var sums: [String: Sum] = [:]

    /// - Parameter before: The trace as its session knows it; nil where it does not.
    mutating func add(before: TraceRow?, after: TraceRow, to session: String) {
        var sum = sums[session] ?? Sum()
        sum.first = min(sum.first, after.start)
        sum.last = max(sum.last, after.start + after.duration)
        sum.traces += before == nil ? 1 : 0
        sum.errors += (after.errors > 0 ? 1 : 0) - (before.map { $0.errors > 0 ? 1 : 0 } ?? 0)
        sum.input += after.input - (before?.input ?? 0)
        sum.output += after.output - (before?.output ?? 0)
        sum.cost += (after.cost ?? 0) - (before?.cost ?? 0)
        sums[session] = sum
    }

    func save(in database: Database) throws {
        for (id, sum) in sums {
            try database.execute(
                sql: """
                    INSERT INTO session (id, first, last, traces, errors, input, output, cost) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET
                        first = min(first, excluded.first), last = max(last, excluded.last), traces = traces + excluded.traces,
                        errors = errors + excluded.errors, input = input + excluded.input, output = output + excluded.output,
                        cost = cost + excluded.cost
                    """,
                arguments: [id, sum.first, sum.last, sum.traces, sum.errors, sum.input, sum.output, sum.cost]
            )
        }
    }
}
