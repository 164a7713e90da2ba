import GRDB

/// Some hundred thousand traces in tables of their own; see ``StoreSchema``.
struct Part: Sendable {
    let id: Int64
    var isSealed = false
    var traces: Int64 = 0
    var spans: Int64 = 0
    /// About how many bytes it takes in the file.
    var bytes: Int64 = 0
    /// The start of its earliest and its latest trace, in microseconds since 1970.
    var earliest = Int64.max
    var latest = Int64.min
    /// The longest duration of a trace, in microseconds; the highest cost of one, in billionths of a dollar.
    var longest: Int64 = 0
    var dearest: Int64 = 0
    /// When something was last written to it, in seconds since 1970.
    var changed: Int64 = 0
}

extension Part {
    /// Newest first.
    static func all(in database: Database) throws -> [Part] {
        let sql = "SELECT id, sealed, traces, spans, bytes, earliest, latest, longest, dearest, changed FROM part ORDER BY id DESC"
        var parts: [Part] = []
        try BoundStatement(database, sql).forEachRow { row in
            parts.append(
                Part(
                    id: row.integer(0),
                    isSealed: row.integer(1) != 0,
                    traces: row.integer(2),
                    spans: row.integer(3),
                    bytes: row.integer(4),
                    earliest: row.integer(5),
                    latest: row.integer(6),
                    longest: row.integer(7),
                    dearest: row.integer(8),
                    changed: row.integer(9)
                )
            )
        }
        return parts
    }

    func save(in database: Database) throws {
        let statement = try BoundStatement(
            database,
            """
            INSERT OR REPLACE INTO part (id, sealed, traces, spans, bytes, earliest, latest, longest, dearest, changed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        let values = [id, isSealed ? 1 : 0, traces, spans, bytes, earliest, latest, longest, dearest, changed]
        for (index, value) in values.enumerated() { statement.bind(value, at: Int32(index + 1)) }
        try statement.run()
    }
}
