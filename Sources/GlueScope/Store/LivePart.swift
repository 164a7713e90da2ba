import Foundation
import GRDB
import GlueOTLP

/// A part as the writer knows it.
struct LivePart {
    var part: Part
    /// Of the ids of its traces.
    var filter: BloomFilter
    var nextTrace: Int64 = 1
    var nextChunk: Int64 = 1
    var nextContent: Int64 = 1
    var nextLog: Int64 = 1
    /// Whether there is something to write down of it.
    var isChanged = false

    init(new id: Int64, _ settings: StoreSettings) {
        part = Part(id: id)
        filter = BloomFilter(capacity: settings.tracesPerPart)
        isChanged = true
    }

    init(_ part: Part, _ settings: StoreSettings, in database: Database) throws {
        self.part = part
        func next(_ table: String) throws -> Int64 {
            (try Int64.fetchOne(database, sql: "SELECT max(id) FROM \(table)_\(part.id)") ?? 0) + 1
        }
        nextTrace = try next("trace")
        nextChunk = try next("chunk")
        nextContent = try next("content")
        nextLog = try next("log")
        let stored = try Data.fetchOne(database, sql: "SELECT data FROM part_filter WHERE part = ?", arguments: [part.id])
        if let known = stored.flatMap({ BloomFilter([UInt8]($0)) }) {
            filter = known
        } else {
            filter = BloomFilter(capacity: max(settings.tracesPerPart, Int(part.traces)))
            try BoundStatement(database, "SELECT low, high FROM trace_\(part.id)").forEachRow { row in
                let id = OTLP.TraceID(high: UInt64(bitPattern: row.integer(1)), low: UInt64(bitPattern: row.integer(0)))
                filter.insert(id.filterHash)
            }
        }
    }

    func isFull(_ settings: StoreSettings, now: Int64) -> Bool {
        if part.traces >= settings.tracesPerPart || part.bytes >= settings.bytesPerPart { return true }
        // What is to go by its age goes part by part.
        guard part.traces > 0, let age = settings.age?.components.seconds, part.earliest < Int64.max else { return false }
        return part.earliest / 1_000_000 < now - max(age / 8, 1) && part.changed < now
    }

    mutating func note(_ row: TraceRow) {
        part.earliest = min(part.earliest, row.start)
        part.latest = max(part.latest, row.start)
        part.longest = max(part.longest, row.duration)
        part.dearest = max(part.dearest, row.cost ?? 0)
        part.changed = max(part.changed, row.seen)
        isChanged = true
    }

    /// Ends it: new traces go elsewhere.
    mutating func seal(in database: Database) throws {
        part.isSealed = true
        isChanged = true
        let statement = try BoundStatement(database, "INSERT OR REPLACE INTO part_filter (part, data) VALUES (?, ?)")
        statement.bind(part.id, at: 1)
        statement.bind(filter.bytes, at: 2)
        try statement.run()
    }
}
