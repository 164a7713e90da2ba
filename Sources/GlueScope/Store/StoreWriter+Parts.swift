import GRDB
import GlueOTLP

extension StoreWriter {
    /// The place of the part that takes what is new.
    mutating func openPart(now: Int64, in database: Database) throws -> Int {
        if let last = parts.indices.last, !parts[last].part.isSealed {
            guard parts[last].isFull(settings, now: now) else { return last }
            try parts[last].seal(in: database)
        }
        let id = (parts.last?.part.id ?? 0) + 1
        try StoreSchema.createPart(id, in: database)
        parts.append(LivePart(new: id, settings))
        return parts.count - 1
    }

    func find(_ id: OTLP.TraceID, in database: Database) throws -> (part: Int, row: TraceRow)? {
        let hash = id.filterHash
        for place in parts.indices.reversed() {
            if let row = try parts[place].trace(id, hash: hash, in: database) { return (place, row) }
        }
        return nil
    }

    /// Drops the oldest parts: all of what is older than may be, and as much as has to go for the size.
    ///
    /// - Returns: How many spans are gone.
    mutating func retire(now: Int64, used: Int64, in database: Database) throws -> Int64 {
        var used = used
        var gone: Int64 = 0
        while let oldest = parts.first {
            let isOld = settings.age.map { oldest.part.changed < now - $0.components.seconds } ?? false
            let isOver = settings.bytes.map { used > Int64($0) } ?? false
            // The last one stays until it is full, unless it is too old.
            guard isOld || isOver && (parts.count > 1 || oldest.part.isSealed) else { break }
            try StoreSchema.dropPart(oldest.part.id, in: database)
            gone += oldest.part.spans
            used -= oldest.part.bytes
            unread = unread.filter { $0.key.part != oldest.part.id }
            parts.removeFirst()
        }
        if gone > 0 {
            let earliest = parts.map(\.part.earliest).min() ?? now * 1_000_000
            try database.execute(sql: "DELETE FROM rollup WHERE minute > 0 AND minute < ?", arguments: [earliest / 60_000_000])
            try database.execute(sql: "DELETE FROM session WHERE last < ?", arguments: [earliest])
            // What is said of a trace is said after it began.
            try database.execute(sql: "DELETE FROM annotation WHERE created < ?", arguments: [earliest / 1_000_000])
            try database.execute(sql: "DELETE FROM exemplar WHERE metric IN (SELECT id FROM metric WHERE last < ?)", arguments: [earliest])
            try database.execute(sql: "DELETE FROM metric WHERE last < ?", arguments: [earliest])
        }
        return gone
    }
}
