import GRDB
import GlueOTLP

/// Finds traces by what was said in them, and by what their spans say of themselves.
///
/// Both go from what came last to what came first, until there are enough.
extension TraceSearch {
    /// How many matches of a text are looked at before it is asked whether there are enough.
    private static let matchesAtOnce = 2000

    // MARK: Text

    mutating func searchText(_ part: Part, _ conditions: String) throws {
        let words = query.text.map { "\"\($0.text.replacing("\"", with: "\"\""))\"\($0.isPrefix ? "*" : "")" }.joined(separator: " ")
        let matching = try BoundStatement(
            database,
            "SELECT rowid FROM text_\(part.id) WHERE text_\(part.id) MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT \(Self.matchesAtOnce)"
        )
        var known: Set<Int64> = []
        var below = Int64.max
        while true {
            var ids: [Int64] = []
            matching.bind(words, at: 1)
            matching.bind(below, at: 2)
            try matching.forEachRow { ids.append($0.integer(0)) }
            var traces = try Set(ids.compactMap { try trace(of: $0, part) })
            if !query.attributes.isEmpty { traces = try traces.filter { try hasAttributes($0, part.id) } }
            try look(up: traces.filter { known.insert($0).inserted }, part.id, conditions)
            guard ids.count == Self.matchesAtOnce, found.count <= query.limit, let last = ids.last else { return }
            below = last
        }
    }

    /// The trace that a text belongs to: content by its number, log records by theirs, negative.
    private func trace(of text: Int64, _ part: Part) throws -> Int64? {
        guard text < 0 else {
            let statement = try BoundStatement(database, "SELECT trace FROM content_\(part.id) WHERE id = ?")
            statement.bind(text, at: 1)
            var trace: Int64?
            try statement.forEachRow { trace = $0.integer(0) }
            return trace
        }
        let statement = try BoundStatement(database, "SELECT low, high FROM log_\(part.id) WHERE id = ?")
        statement.bind(-text, at: 1)
        var id = OTLP.TraceID.none
        try statement.forEachRow { id = $0.traceID(from: 0) }
        return try TraceLookup(part, in: database).number(of: id)
    }

    // MARK: Attributes

    /// - Parameter latest: When what is wanted began at the latest.
    mutating func searchAttributes(_ part: Part, _ conditions: String, upTo latest: Int64) throws {
        let lookup = try TraceLookup(part, in: database)
        var known: Set<Int64> = []
        var start = Int64.max
        for chunk in try chunks(part.id, upTo: latest) {
            guard found.count <= query.limit else { return }
            // A search that goes on from where this one stops has to get further.
            if .now > deadline, start < min(latest, part.latest) {
                stop = start
                return
            }
            let traces = try SpanChunk.traces(try StoredTrace.data(of: chunk, part.id, in: database))
            var numbers: Set<Int64> = []
            for id in matches(in: traces) { if let number = try lookup.number(of: id) { numbers.insert(number) } }
            try look(up: numbers.filter { known.insert($0).inserted }, part.id, conditions)
            start = min(start, traces.spans.lazy.map { Int64(clamping: $0.startTimeUnixNano / 1000) }.min() ?? start)
        }
    }

    /// The chunks that may hold what is sought, newest first.
    private func chunks(_ part: Int64, upTo latest: Int64) throws -> [Int64] {
        let hashes = query.attributes.map { BloomFilter.hash($0.key, $0.value) }
        var chunks: [Int64] = []
        let statement = try BoundStatement(database, "SELECT id, filter FROM chunk_\(part) WHERE earliest <= ? ORDER BY id DESC")
        statement.bind(latest, at: 1)
        try statement.forEachRow { row in
            guard let filter = row.bytes(1).flatMap({ BloomFilter($0) }), hashes.allSatisfy(filter.mayContain) else { return }
            chunks.append(row.integer(0))
        }
        return chunks
    }

    private func hasAttributes(_ trace: Int64, _ part: Int64) throws -> Bool {
        let reference = TraceReference(part: part, trace: trace)
        return !matches(in: try StoredTrace(reference, most: 10_000, readsContent: false, in: database).traces).isEmpty
    }

    /// The traces of which a span has all that is sought, its resource's attributes counted as its own.
    private func matches(in traces: OTLP.Traces) -> Set<OTLP.TraceID> {
        var ids: Set<OTLP.TraceID> = []
        for resource in traces.resourceSpans {
            let common = resource.resource?.attributes ?? []
            for span in resource.scopeSpans.lazy.flatMap(\.spans) {
                let hasAll = query.attributes.allSatisfy { wanted in
                    AttributeText.text(span.attributes[wanted.key]) == wanted.value
                        || AttributeText.text(common[wanted.key]) == wanted.value
                }
                if hasAll { ids.insert(span.traceID) }
            }
        }
        return ids
    }
}
