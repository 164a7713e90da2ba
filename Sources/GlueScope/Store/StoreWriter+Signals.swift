import GRDB
import GlueOTLP

extension StoreWriter {
    mutating func add(_ batch: LogBatch, now: Int64, in database: Database) throws {
        let open = try openPart(now: now, in: database)
        for item in batch.items {
            let found = item.traceID.isValid ? try find(item.traceID, in: database) : nil
            let place = found?.part ?? open
            let id = parts[place].nextLog
            parts[place].nextLog += 1
            let statement = try BoundStatement(
                database,
                "INSERT INTO log_\(parts[place].part.id) (id, low, high, records, data) VALUES (?, ?, ?, ?, ?)"
            )
            statement.bind(id, at: 1)
            statement.bind(item.traceID, from: 2)
            statement.bind(Int64(item.records), at: 4)
            statement.bind(item.data, at: 5)
            try statement.run()
            if let text = item.text { try index(text, -id, place, in: database) }
            parts[place].part.bytes += Int64(item.data.count) + 30
            parts[place].part.changed = now
            parts[place].isChanged = true
            if var row = found?.row {
                // Some tools write what was said into logs alone.
                row.state.insert(.unread)
                row.seen = now
                try save(row, isNew: false, place, [], in: database)
            }
        }
    }

    func hasLogs(_ id: OTLP.TraceID, _ place: Int, in database: Database) throws -> Bool {
        guard parts[place].nextLog > 1 else { return false }
        let statement = try BoundStatement(database, "SELECT 1 FROM log_\(parts[place].part.id) WHERE low = ? AND high = ? LIMIT 1")
        statement.bind(id, from: 1)
        var isThere = false
        try statement.forEachRow { _ in isThere = true }
        return isThere
    }

    mutating func add(_ batch: MetricBatch, in database: Database) throws {
        guard batch.points > 0 else { return }
        let statement = try BoundStatement(database, "INSERT INTO metric (first, last, points, data) VALUES (?, ?, ?, ?)")
        statement.bind(batch.first, at: 1)
        statement.bind(batch.last, at: 2)
        statement.bind(Int64(batch.points), at: 3)
        statement.bind(batch.data, at: 4)
        try statement.run()
        let id = database.lastInsertedRowID
        for trace in batch.traces {
            try database.execute(
                sql: "INSERT OR IGNORE INTO exemplar (low, metric) VALUES (?, ?)",
                arguments: [Int64(bitPattern: trace), id]
            )
        }
    }
}
