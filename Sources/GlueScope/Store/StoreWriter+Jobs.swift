import GRDB

extension StoreWriter {
    /// - Returns: What the job counts.
    mutating func run(_ job: WriteQueue.Job, now: Int64, in database: Database) throws -> Int {
        switch job {
        case .spans(let batch): return try add(batch, now: now, in: database)
        case .logs(let batch): try add(batch, now: now, in: database)
        case .metrics(let batch): try add(batch, in: database)
        case .readings(let readings): for reading in readings { try add(reading, now: now, in: database) }
        case .annotation(let annotation, isRemoval: true): try annotation.remove(from: database)
        case .annotation(let annotation, isRemoval: false): try annotation.save(in: database)
        case .retirement: return Int(try retire(now: now, used: try StoreFigures.used(in: database), in: database))
        case .tally(let name, let count):
            try database.execute(
                sql: "INSERT INTO ledger (name, count) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET count = count + excluded.count",
                arguments: [name, count]
            )
        }
        return 0
    }
}
