import GRDB
import GlueSemantics

/// What spans are counted by.
struct Series: Sendable, Hashable {
    var operation = ""
    var provider = ""
    var model = ""
    var tool = ""
    var workflow = ""
    var step = ""
    var service = ""
    /// The kind of failure; empty for what went well.
    var error = ""

    init() {}

    init(_ facts: SpanFacts) {
        operation = facts.operation ?? (facts.step == nil ? "" : Self.step)
        service = facts.service ?? ""
        error = facts.error ?? ""
        if facts.isCall {
            provider = facts.provider ?? ""
            model = facts.model ?? ""
        }
        tool = facts.tool ?? ""
        if facts.operation == GenAI.Operations.invokeWorkflow { workflow = facts.workflow ?? "" }
        step = facts.step ?? ""
    }

    /// The operation of a workflow's step, which the conventions do not name.
    static let step = "workflow_step"

    /// What is counted once there are too many others.
    static var overflow: Series {
        var series = Series()
        series.operation = "other"
        return series
    }
}

/// Sums of spans.
struct Rollup: Sendable, Hashable {
    var count: Int64 = 0
    var errors: Int64 = 0
    /// In microseconds.
    var duration: Int64 = 0
    var input: Int64 = 0
    var output: Int64 = 0
    var cached: Int64 = 0
    var reasoning: Int64 = 0
    /// In billionths of a dollar.
    var cost: Int64 = 0
    var latency = LatencyHistogram()
    var firstChunk = LatencyHistogram()

    mutating func add(_ facts: SpanFacts) {
        count += 1
        if facts.error != nil { errors += 1 }
        duration += facts.duration
        latency.add(facts.duration)
        if let time = facts.timeToFirstChunk { firstChunk.add(time) }
        input += Int64(facts.usage?.inputTokens ?? 0)
        output += Int64(facts.usage?.outputTokens ?? 0)
        cached += Int64(facts.usage?.cachedInputTokens ?? 0)
        reasoning += Int64(facts.usage?.reasoningTokens ?? 0)
        cost += facts.cost ?? 0
    }

    static func += (left: inout Rollup, right: Rollup) {
        left.count += right.count
        left.errors += right.errors
        left.duration += right.duration
        left.input += right.input
        left.output += right.output
        left.cached += right.cached
        left.reasoning += right.reasoning
        left.cost += right.cost
        left.latency += right.latency
        left.firstChunk += right.firstChunk
    }
}

extension Rollup {
    static let columns = "count, errors, duration, input, output, cached, reasoning, cost, latency, first_chunk"

    init(_ row: borrowing BoundRow, from first: Int32) {
        count = row.integer(first)
        errors = row.integer(first + 1)
        duration = row.integer(first + 2)
        input = row.integer(first + 3)
        output = row.integer(first + 4)
        cached = row.integer(first + 5)
        reasoning = row.integer(first + 6)
        cost = row.integer(first + 7)
        latency = LatencyHistogram(row.bytes(first + 8) ?? [])
        firstChunk = LatencyHistogram(row.bytes(first + 9) ?? [])
    }

    /// Adds these sums to those that are stored.
    func save(minute: Int64, series: Int64, in database: Database) throws {
        let reading = try BoundStatement(database, "SELECT \(Self.columns) FROM rollup WHERE minute = ? AND series = ?")
        reading.bind(minute, at: 1)
        reading.bind(series, at: 2)
        var sums = self
        try reading.forEachRow { sums += Rollup($0, from: 0) }
        let writing = try BoundStatement(
            database,
            "INSERT OR REPLACE INTO rollup (minute, series, \(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        let values = [
            minute, series, sums.count, sums.errors, sums.duration, sums.input, sums.output, sums.cached, sums.reasoning, sums.cost,
        ]
        for (index, value) in values.enumerated() { writing.bind(value, at: Int32(index + 1)) }
        writing.bind(sums.latency.bytes, at: 11)
        writing.bind(sums.firstChunk.bytes, at: 12)
        try writing.run()
    }
}

/// The sums of what one transaction adds.
struct Rollups {
    private struct Key: Hashable {
        var minute: Int64
        var series: Series
    }

    private var sums: [Key: Rollup] = [:]

    mutating func add(_ facts: SpanFacts) {
        let key = Key(minute: max(facts.start / 60_000_000, 1), series: Series(facts))
        sums[key, default: Rollup()].add(facts)
    }

    /// - Parameter ids: The numbers of the series that are known.
    func save(_ ids: inout [Series: Int64], in database: Database) throws {
        var whole: [Int64: Rollup] = [:]
        for (key, sum) in sums {
            let series = try Self.id(of: key.series, &ids, in: database)
            try sum.save(minute: key.minute, series: series, in: database)
            whole[series, default: Rollup()] += sum
        }
        for (series, sum) in whole { try sum.save(minute: 0, series: series, in: database) }
    }

    /// More series than this are one: a name that is a random number must not fill the disk.
    private static let most = 2000

    private static func id(of series: Series, _ ids: inout [Series: Int64], in database: Database) throws -> Int64 {
        if let id = ids[series] { return id }
        let series = ids.count < most ? series : .overflow
        if let id = ids[series] { return id }
        try database.execute(
            sql: "INSERT INTO series (operation, provider, model, tool, workflow, step, service, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                series.operation, series.provider, series.model, series.tool, series.workflow, series.step, series.service, series.error,
            ]
        )
        ids[series] = database.lastInsertedRowID
        return database.lastInsertedRowID
    }

    static func series(in database: Database) throws -> [Series: Int64] {
        var ids: [Series: Int64] = [:]
        let sql = "SELECT id, operation, provider, model, tool, workflow, step, service, error FROM series"
        try BoundStatement(database, sql).forEachRow { row in
            var series = Series()
            series.operation = row.text(1) ?? ""
            series.provider = row.text(2) ?? ""
            series.model = row.text(3) ?? ""
            series.tool = row.text(4) ?? ""
            series.workflow = row.text(5) ?? ""
            series.step = row.text(6) ?? ""
            series.service = row.text(7) ?? ""
            series.error = row.text(8) ?? ""
            ids[series] = row.integer(0)
        }
        return ids
    }
}
