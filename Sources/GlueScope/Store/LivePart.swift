import Foundation
import GRDB
import GlueOTLP

/// A part as the writer knows it.
struct LivePart {
    var part: Part
    /// Which traces it may hold; of the open part nil, as that is known there.
    private(set) var filter: BloomFilter?
    /// The numbers of the open part's traces; empty for one that is sealed.
    private var numbers: [OTLP.TraceID: Int64] = [:]
    var nextTrace: Int64 = 1
    var nextChunk: Int64 = 1
    var nextContent: Int64 = 1
    var nextLog: Int64 = 1
    /// Whether there is something to write down of it.
    var isChanged = false

    init(new id: Int64, _ settings: StoreSettings) {
        part = Part(id: id)
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
        guard part.isSealed else {
            numbers.reserveCapacity(min(Int(part.traces) * 2, settings.tracesPerPart))
            try forEachTrace(in: database) { numbers[$0] = $1 }
            return
        }
        let stored = try Data.fetchOne(database, sql: "SELECT data FROM part_filter WHERE part = ?", arguments: [part.id])
        filter = stored.flatMap { BloomFilter([UInt8]($0)) }
        guard filter == nil else { return }
        var filter = BloomFilter(capacity: Int(part.traces))
        try forEachTrace(in: database) { id, _ in filter.insert(id.filterHash) }
        self.filter = filter
    }

    private func forEachTrace(in database: Database, _ body: (OTLP.TraceID, Int64) -> Void) throws {
        try BoundStatement(database, "SELECT id, low, high FROM trace_\(part.id)").forEachRow { row in
            body(row.traceID(from: 1), row.integer(0))
        }
    }

    /// The trace as it is stored; nil where it is not there.
    ///
    /// - Parameter hash: The id's ``GlueOTLP/OTLP/TraceID/filterHash``.
    func trace(_ id: OTLP.TraceID, hash: UInt64, in database: Database) throws -> TraceRow? {
        if let filter {
            return filter.mayContain(hash) ? try TraceLookup(part, TraceRow.columns, in: database).find(id) { TraceRow($0) } : nil
        }
        guard let number = numbers[id] else { return nil }
        return try StoredTrace.row(TraceReference(part: part.id, trace: number), in: database)
    }

    /// Takes a new trace in, and gives it its number.
    mutating func add(_ id: OTLP.TraceID) -> Int64 {
        defer { nextTrace += 1 }
        numbers[id] = nextTrace
        part.traces += 1
        part.bytes += 110
        return nextTrace
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
        var filter = BloomFilter(capacity: numbers.count)
        for id in numbers.keys { filter.insert(id.filterHash) }
        self.filter = filter
        numbers = [:]
        let statement = try BoundStatement(database, "INSERT OR REPLACE INTO part_filter (part, data) VALUES (?, ?)")
        statement.bind(part.id, at: 1)
        statement.bind(filter.bytes, at: 2)
        try statement.run()
    }
}
