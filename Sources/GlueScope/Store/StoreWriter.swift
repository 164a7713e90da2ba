import GRDB
import GlueOTLP

/// What the one writer remembers between two transactions, so that it need not ask the database.
///
/// It is thrown away with a transaction that fails, and read anew.
struct StoreWriter {
    /// Oldest first; the last one takes new traces.
    var parts: [LivePart] = []
    var terms = Terms()
    var series: [Series: Int64]
    /// Traces whose conversation is to be read once nothing more comes, with the second in which something came last.
    var unread: [TraceReference: Int64] = [:]
    let settings: StoreSettings

    init(_ settings: StoreSettings, in database: Database) throws {
        self.settings = settings
        series = try Rollups.series(in: database)
        for part in try Part.all(in: database).reversed() {
            let live = try LivePart(part, settings, in: database)
            parts.append(live)
            guard !part.isSealed else { continue }
            let statement = try BoundStatement(
                database,
                "SELECT id, seen FROM trace_\(part.id) WHERE state & \(TraceRow.State.unread.rawValue)"
            )
            try statement.forEachRow { row in unread[TraceReference(part: part.id, trace: row.integer(0))] = row.integer(1) }
        }
    }

    /// Forgets those that are read now.
    mutating func takeUnread(before second: Int64, most: Int) -> [TraceReference] {
        let due = unread.lazy.filter { $0.value < second }.prefix(most).map(\.key)
        let taken = Array(due)
        for reference in taken { unread[reference] = nil }
        return taken
    }

    /// Ends a transaction: writes down what the parts have become.
    mutating func finish(in database: Database) throws {
        for index in parts.indices where parts[index].isChanged {
            try parts[index].part.save(in: database)
            parts[index].isChanged = false
        }
    }
}

/// Where a trace lies.
struct TraceReference: Sendable, Hashable {
    var part: Int64
    var trace: Int64
}
