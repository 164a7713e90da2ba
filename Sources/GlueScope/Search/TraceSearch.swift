import GRDB
import GlueOTLP

/// Finds traces: part by part from the newest, in each by what is rarest.
///
/// A condition that few traces fulfil is looked up, and the others are checked for those few; where all conditions are common, the
/// traces are gone through by time, and soon there are enough. A search that takes long all the same stops and says how far it came.
struct TraceSearch {
    let query: TraceQuery
    let database: Database
    private let now: Int64
    let deadline: ContinuousClock.Instant
    private(set) var found: [Found] = []
    /// Where the search stopped within a part for want of time, in microseconds since 1970.
    var stop: Int64?

    struct Found {
        var row: TraceRow
        var part: Int64
    }

    /// How long a search may take before it stops between two parts.
    static let patience = Duration.milliseconds(400)
    /// More traces than this are gone through by time and not one by one.
    private static let few = 2000

    static func list(_ query: TraceQuery, now: Int64, patience: Duration = Self.patience, in database: Database) throws -> TraceList {
        var search = TraceSearch(query: query, database: database, now: now, deadline: .now + patience)
        return try search.run()
    }

    private init(query: TraceQuery, database: Database, now: Int64, deadline: ContinuousClock.Instant) {
        self.query = query
        self.database = database
        self.now = now
        self.deadline = deadline
    }

    private mutating func run() throws -> TraceList {
        guard let facets = try facets() else { return TraceList(traces: [], next: nil, isPartial: false) }
        let upper = min(query.cursor?.start ?? .max, query.until.map { Int64(clamping: $0 / 1000) } ?? .max)
        let lower = query.since.map { Int64(clamping: $0 / 1000) } ?? .min
        let parts = try Part.all(in: database)
            .filter { $0.traces > 0 && $0.earliest <= upper && $0.latest >= lower && mayHold($0) }
            .sorted { $0.latest > $1.latest }
        for (place, part) in parts.enumerated() {
            // What lies in this part and later ones began before all that is wanted.
            if found.count > query.limit, sorted()[query.limit - 1].row.start > part.latest { break }
            if place > 0, .now > deadline { return try partial(from: part.latest) }
            try search(part, facets, lower...max(upper, lower))
            if let stop { return try partial(from: stop) }
        }
        let all = sorted()
        let traces = all.prefix(query.limit)
        return TraceList(
            traces: try traces.map(summary),
            next: all.count > query.limit ? traces.last.map(Self.cursor) : nil,
            isPartial: false
        )
    }

    /// What was found so far of those that began after a moment, from which on the search is to go on.
    private func partial(from stop: Int64) throws -> TraceList {
        let traces = sorted().filter { $0.row.start > stop }.prefix(query.limit)
        let stop = TraceCursor(start: stop, part: .max, trace: .max)
        let next = traces.count == query.limit ? traces.last.map(Self.cursor) ?? stop : stop
        return TraceList(traces: try traces.map(summary), next: next, isPartial: true)
    }

    private func sorted() -> [Found] {
        found.sorted { ($0.row.start, $0.part, $0.row.id) > ($1.row.start, $1.part, $1.row.id) }
    }

    private static func cursor(_ found: Found) -> TraceCursor {
        TraceCursor(start: found.row.start, part: found.part, trace: found.row.id)
    }

    private func summary(_ found: Found) throws -> TraceSummary { try TraceSummary(found.row, now: now, in: database) }

    /// What a whole part can be left out by.
    private func mayHold(_ part: Part) -> Bool {
        if let minimum = query.minimum, part.longest < minimum.microseconds { return false }
        if let cost = query.minimumCost, Double(part.dearest) < cost * 1e9 { return false }
        return true
    }

    /// The terms that a trace must have; nil where one of them was never stored, so that no trace has it.
    private func facets() throws -> [Int64]? {
        var wanted: [(TermKind, String)] = []
        if let model = query.model { wanted.append((.model, model)) }
        if let tool = query.tool { wanted.append((.tool, tool)) }
        if let session = query.session { wanted.append((.session, session)) }
        if let workflow = query.workflow { wanted.append((.workflow, workflow)) }
        if query.failed == true { wanted.append((.status, "error")) }
        var facets: [Int64] = []
        for (kind, text) in wanted {
            guard let id = try Terms.id(kind, text, in: database) else { return nil }
            facets.append(id)
        }
        return facets
    }

    // MARK: One part

    private mutating func search(_ part: Part, _ facets: [Int64], _ range: ClosedRange<Int64>) throws {
        guard let conditions = try conditions(part.id, facets, range) else { return }
        guard query.text.isEmpty else { return try searchText(part, conditions) }
        guard query.attributes.isEmpty else { return try searchAttributes(part, conditions, upTo: range.upperBound) }
        // The rarest first.
        let counts = try facets.map { (facet: $0, count: try count($0, part.id)) }
        guard !counts.contains(where: { $0.count == 0 }) else { return }
        if let rarest = counts.min(by: { $0.count < $1.count }), rarest.count <= Self.few {
            try look(up: try traces(with: rarest.facet, part.id), part.id, conditions)
        } else {
            let sql =
                "SELECT \(TraceRow.columns) FROM trace_\(part.id) WHERE \(conditions) ORDER BY start DESC, id DESC LIMIT \(query.limit + 1)"
            try BoundStatement(database, sql, isKept: false).forEachRow { found.append(Found(row: TraceRow($0), part: part.id)) }
        }
    }

    /// What a trace must fulfil, in SQL. All of it is numbers; no text of the query gets in.
    private func conditions(_ part: Int64, _ facets: [Int64], _ range: ClosedRange<Int64>) throws -> String? {
        var conditions = ["start BETWEEN \(range.lowerBound) AND \(range.upperBound)"]
        if let cursor = query.cursor, cursor.part < .max {
            // The one told last, and those before it that began at the same moment, are known.
            conditions.append("(start < \(cursor.start) OR \(part) < \(cursor.part) OR \(part) = \(cursor.part) AND id < \(cursor.trace))")
        }
        if let minimum = query.minimum { conditions.append("duration >= \(minimum.microseconds)") }
        if let maximum = query.maximum { conditions.append("duration <= \(maximum.microseconds)") }
        if let cost = query.minimumCost { conditions.append("cost >= \(Int64(cost * 1e9))") }
        if query.failed == false { conditions.append("errors = 0") }
        if let service = query.service {
            guard let id = try Terms.id(.service, service, in: database) else { return nil }
            conditions.append("service = \(id)")
        }
        for facet in facets {
            conditions.append("EXISTS (SELECT 1 FROM facet_\(part) WHERE value = \(facet) AND trace = trace_\(part).id)")
        }
        return conditions.joined(separator: " AND ")
    }

    mutating func look(up traces: some Collection<Int64>, _ part: Int64, _ conditions: String) throws {
        let statement = try BoundStatement(
            database,
            "SELECT \(TraceRow.columns) FROM trace_\(part) WHERE id = ? AND \(conditions)",
            isKept: false
        )
        for trace in traces {
            statement.bind(trace, at: 1)
            try statement.forEachRow { found.append(Found(row: TraceRow($0), part: part)) }
        }
    }

    /// Not more than tells that it is not rare.
    private func count(_ facet: Int64, _ part: Int64) throws -> Int {
        try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM (SELECT 1 FROM facet_\(part) WHERE value = ? LIMIT \(Self.few + 1))",
            arguments: [facet]
        ) ?? 0
    }

    private func traces(with facet: Int64, _ part: Int64) throws -> Set<Int64> {
        try Set(Int64.fetchAll(database, sql: "SELECT trace FROM facet_\(part) WHERE value = ?", arguments: [facet]))
    }
}

extension Duration {
    var microseconds: Int64 {
        Int64(clamping: components.seconds.multipliedReportingOverflow(by: 1_000_000).partialValue) + components.attoseconds
            / 1_000_000_000_000
    }
}
