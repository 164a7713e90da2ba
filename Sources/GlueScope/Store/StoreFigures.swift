import GRDB

/// How much is stored and can be searched.
public struct StoreFigures: Sendable, Hashable {
    public var spans: Int
    public var traces: Int
    public var sessions: Int
    /// Of the file, without the room that is free in it.
    public var bytes: Int
    public var logRequests: Int
    public var metricPoints: Int

    static func used(in database: Database) throws -> Int64 {
        let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let free = try Int64.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        return (pages - free) * (try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 4096)
    }

    init(in database: Database) throws {
        let parts = try Part.all(in: database)
        spans = Int(parts.reduce(0) { $0 + $1.spans })
        traces = Int(parts.reduce(0) { $0 + $1.traces })
        sessions = try Int.fetchOne(database, sql: "SELECT count(*) FROM session") ?? 0
        bytes = Int(try Self.used(in: database))
        logRequests = try parts.reduce(0) { try $0 + (Int.fetchOne(database, sql: "SELECT count(*) FROM log_\($1.id)") ?? 0) }
        metricPoints = try Int.fetchOne(database, sql: "SELECT sum(points) FROM metric") ?? 0
    }
}
