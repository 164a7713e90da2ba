import GRDB
import GlueOTLP

extension StoreWriter {
    /// - Returns: How many spans were there already.
    mutating func add(_ batch: SpanBatch, now: Int64, in database: Database) throws -> Int {
        let open = try openPart(now: now, in: database)
        var rollups = Rollups()
        var sessions = SessionSums()
        var duplicates = 0
        var chunks = ChunkPlaces()
        for (id, items) in batch.traces {
            let found = try find(id, in: database)
            let place = found?.part ?? open
            var row = found?.row ?? newTrace(id, batch.items[items[0]].facts, now: now)
            var facets: Set<Int64> = []
            let before = row
            var seen: Set<UInt64> = []
            for index in items {
                let item = batch.items[index]
                let isNew = found == nil && (items.count == 1 || seen.insert(item.spanID.value).inserted)
                var replaced = false
                if !isNew {
                    guard let stored = try chunk(of: item.spanID, row, place, in: database) else {
                        try insert(item, row, place, &chunks, in: database)
                        try account(item)
                        continue
                    }
                    // A span that was open comes again when it has ended.
                    guard stored < 0, !item.facts.isOpen else {
                        duplicates += 1
                        continue
                    }
                    replaced = true
                }
                try insert(item, row, place, &chunks, in: database)
                try account(item)
                if replaced {
                    row.spans -= 1
                    parts[place].part.spans -= 1
                    row.state.insert(.unread)
                }
            }
            guard row.spans != before.spans || row.state != before.state || row.duration != before.duration else { continue }
            row.seen = now
            if found == nil, try hasLogs(id, place, in: database) { row.state.insert(.unread) }
            try save(row, isNew: found == nil, place, facets, in: database)
            if let session = row.session, let name = try Terms.text(session, in: database) {
                sessions.add(before: found == nil || before.session == nil ? nil : before, after: row, to: name)
            }

            func account(_ item: SpanBatch.Item) throws {
                row.add(item.facts, name: try terms.id(.name, item.facts.name, in: database))
                if item.content != nil { row.state.insert(.unread) }
                if !item.facts.isOpen { rollups.add(item.facts) }
                try note(item.facts, &row, &facets, in: database)
                parts[place].part.spans += 1
            }
        }
        try store(batch, chunks, open: open, in: database)
        try rollups.save(&series, in: database)
        try sessions.save(in: database)
        return duplicates
    }

    private mutating func newTrace(_ id: OTLP.TraceID, _ facts: SpanFacts, now: Int64) -> TraceRow {
        TraceRow(id: 0, traceID: id, start: facts.start, duration: facts.duration, name: 0, state: [], seen: now)
    }

    /// A new trace is saved after its spans, and gets the number then that they have already.
    private func number(of row: TraceRow, _ place: Int) -> Int64 { row.id == 0 ? parts[place].nextTrace : row.id }

    /// The chunk in which a span of a trace lies; nil where it is not there.
    private func chunk(of span: OTLP.SpanID, _ row: TraceRow, _ place: Int, in database: Database) throws -> Int64? {
        let statement = try BoundStatement(database, "SELECT chunk FROM span_\(parts[place].part.id) WHERE trace = ? AND id = ?")
        statement.bind(number(of: row, place), at: 1)
        statement.bind(Int64(bitPattern: span.value), at: 2)
        var chunk: Int64?
        try statement.forEachRow { chunk = $0.integer(0) }
        return chunk
    }

    private mutating func insert(
        _ item: SpanBatch.Item,
        _ row: TraceRow,
        _ place: Int,
        _ chunks: inout ChunkPlaces,
        in database: Database
    ) throws {
        let part = parts[place].part.id
        let trace = number(of: row, place)
        var content: Int64?
        if let data = item.content {
            content = parts[place].nextContent
            parts[place].nextContent += 1
            let statement = try BoundStatement(database, "INSERT INTO content_\(part) (id, trace, data) VALUES (?, ?, ?)")
            statement.bind(content, at: 1)
            statement.bind(trace, at: 2)
            statement.bind(data, at: 3)
            try statement.run()
            parts[place].part.bytes += Int64(data.count) + 12
        }
        if let text = item.text {
            let id: Int64
            if let content {
                id = content
            } else {
                id = parts[place].nextContent
                parts[place].nextContent += 1
                let statement = try BoundStatement(database, "INSERT INTO content_\(part) (id, trace, data) VALUES (?, ?, x'')")
                statement.bind(id, at: 1)
                statement.bind(trace, at: 2)
                try statement.run()
            }
            try index(text, id, place, in: database)
        }
        let statement = try BoundStatement(database, "INSERT OR REPLACE INTO span_\(part) (trace, id, chunk, content) VALUES (?, ?, ?, ?)")
        let chunk = chunks.id(part: place, chunk: item.chunk, next: &parts[place].nextChunk)
        statement.bind(trace, at: 1)
        statement.bind(Int64(bitPattern: item.spanID.value), at: 2)
        statement.bind(item.facts.isOpen ? -chunk : chunk, at: 3)
        statement.bind(content, at: 4)
        try statement.run()
        parts[place].part.bytes += 20
    }

    mutating func index(_ text: String, _ id: Int64, _ place: Int, in database: Database) throws {
        let statement = try BoundStatement(database, "INSERT INTO text_\(parts[place].part.id) (rowid, text) VALUES (?, ?)")
        statement.bind(id, at: 1)
        statement.bind(text, at: 2)
        try statement.run()
        parts[place].part.bytes += Int64(text.utf8.count)
    }

    /// Notes by what the trace is to be found.
    private mutating func note(_ facts: SpanFacts, _ row: inout TraceRow, _ facets: inout Set<Int64>, in database: Database) throws {
        if let session = facts.session, row.session == nil {
            row.session = try terms.id(.session, session, in: database)
            facets.insert(row.session ?? 0)
        }
        if let service = facts.service, row.service == nil { row.service = try terms.id(.service, service, in: database) }
        if facts.isCall, let model = facts.model {
            let term = try terms.id(.model, model, in: database)
            facets.insert(term)
            row.add(label: term)
        }
        if let tool = facts.tool {
            let term = try terms.id(.tool, tool, in: database)
            facets.insert(term)
            row.add(label: term)
        }
        if let workflow = facts.workflow { facets.insert(try terms.id(.workflow, workflow, in: database)) }
        if facts.error != nil { facets.insert(try terms.id(.status, "error", in: database)) }
    }

    mutating func save(_ row: TraceRow, isNew: Bool, _ place: Int, _ facets: Set<Int64>, in database: Database) throws {
        var row = row
        if isNew {
            row.id = parts[place].add(row.traceID)
        }
        let part = parts[place].part.id
        let marks = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
        let verb = isNew ? "INSERT" : "INSERT OR REPLACE"
        let statement = try BoundStatement(database, "\(verb) INTO trace_\(part) (\(TraceRow.columns)) VALUES (\(marks))")
        row.bind(to: statement)
        try statement.run()
        for facet in facets {
            let statement = try BoundStatement(database, "INSERT OR IGNORE INTO facet_\(part) (value, trace) VALUES (?, ?)")
            statement.bind(facet, at: 1)
            statement.bind(row.id, at: 2)
            try statement.run()
        }
        if row.state.contains(.unread) { unread[TraceReference(part: part, trace: row.id)] = row.seen }
        parts[place].note(row)
    }

    /// Writes the chunks that spans were put into.
    private mutating func store(_ batch: SpanBatch, _ chunks: ChunkPlaces, open: Int, in database: Database) throws {
        for (key, id) in chunks.ids {
            var chunk = batch.chunks[key.chunk]
            // Late spans of an older part leave the others behind.
            if key.part != open { chunk = try subset(of: chunk, batch, in: key.part, database) }
            let statement = try BoundStatement(
                database,
                "INSERT INTO chunk_\(parts[key.part].part.id) (id, spans, earliest, filter, data) VALUES (?, ?, ?, ?, ?)"
            )
            statement.bind(id, at: 1)
            statement.bind(Int64(chunk.spans), at: 2)
            statement.bind(chunk.earliest, at: 3)
            statement.bind(chunk.filter, at: 4)
            statement.bind(chunk.data, at: 5)
            try statement.run()
            parts[key.part].part.bytes += Int64(chunk.data.count + chunk.filter.count + 16)
        }
    }

    private func subset(of chunk: SpanChunk, _ batch: SpanBatch, in place: Int, _ database: Database) throws -> SpanChunk {
        var here: Set<OTLP.TraceID> = []
        for trace in batch.traces where try find(trace.id, in: database)?.part == place { here.insert(trace.id) }
        return SpanChunk(try SpanChunk.traces(chunk.data).filtered { here.contains($0.traceID) })
    }

    /// The numbers of the chunks of a batch, in each part that takes spans of them.
    private struct ChunkPlaces {
        struct Key: Hashable {
            var part: Int
            var chunk: Int
        }

        var ids: [Key: Int64] = [:]

        mutating func id(part: Int, chunk: Int, next: inout Int64) -> Int64 {
            let key = Key(part: part, chunk: chunk)
            if let id = ids[key] { return id }
            defer { next += 1 }
            ids[key] = next
            return next
        }
    }
}
