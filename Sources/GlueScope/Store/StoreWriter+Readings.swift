import GRDB

extension StoreWriter {
    /// Takes over what the conversation of a trace says of it.
    mutating func add(_ reading: TraceReading, now: Int64, in database: Database) throws {
        guard let place = parts.firstIndex(where: { $0.part.id == reading.reference.part }) else { return }
        let statement = try BoundStatement(database, "SELECT \(TraceRow.columns) FROM trace_\(reading.reference.part) WHERE id = ?")
        statement.bind(reading.reference.trace, at: 1)
        var found: TraceRow?
        try statement.forEachRow { found = TraceRow($0) }
        guard var row = found, row.spans == reading.spans else {
            // More came in the meantime: it is read again.
            unread[reading.reference] = now
            return
        }
        let before = row
        reading.apply(to: &row)
        let models = try reading.models.sorted().map { try terms.id(.model, $0, in: database) }
        let tools = try reading.tools.sorted().map { try terms.id(.tool, $0, in: database) }
        if reading.sums != nil { row.replace(labels: models + tools) }
        try save(row, isNew: false, place, Set(models + tools), in: database)
        if let session = row.session, let name = try Terms.text(session, in: database) {
            var sessions = SessionSums()
            sessions.add(before: before, after: row, to: name)
            try sessions.save(in: database)
        }
    }
}
