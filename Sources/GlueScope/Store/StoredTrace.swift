import GRDB
import GlueOTLP

/// A trace as it is stored, put together from the chunks that it lies in.
struct StoredTrace: Sendable {
    var row: TraceRow
    var traces: OTLP.Traces
    var logs: OTLP.Logs
    /// Whether spans were left out because there are too many.
    var isCut: Bool
    /// Which spans have content that was not read.
    var withContent: Set<OTLP.SpanID>

    var file: TelemetryFile { TelemetryFile(traces: traces, logs: logs) }

    /// - Parameters:
    ///   - most: How many spans are read.
    ///   - readsContent: Whether what was said is read, too.
    init(_ reference: TraceReference, most: Int = .max, readsContent: Bool = true, in database: Database) throws {
        row = try Self.row(reference, in: database)
        traces = OTLP.Traces()
        withContent = []
        logs = OTLP.Logs()
        isCut = false
        var count = 0
        for chunk in try Self.chunks(of: reference, in: database) {
            guard count < most else {
                isCut = true
                break
            }
            let (spans, unread) = try Self.traces(in: chunk, reference, row.traceID, readsContent: readsContent, in: database)
            count += spans.spans.count
            traces.resourceSpans += spans.resourceSpans
            withContent.formUnion(unread)
        }
        logs = try Self.logs(of: row.traceID, in: database)
    }

    static func row(_ reference: TraceReference, in database: Database) throws -> TraceRow {
        let statement = try BoundStatement(database, "SELECT \(TraceRow.columns) FROM trace_\(reference.part) WHERE id = ?")
        statement.bind(reference.trace, at: 1)
        var row: TraceRow?
        try statement.forEachRow { row = TraceRow($0) }
        guard let row else { throw StoreError.damaged("trace \(reference.trace) of part \(reference.part) is gone") }
        return row
    }

    /// Nil where there is no such trace.
    static func reference(_ id: OTLP.TraceID, in database: Database) throws -> TraceReference? {
        for part in try Part.all(in: database) {
            if let trace = try TraceLookup(part, in: database).number(of: id) { return TraceReference(part: part.id, trace: trace) }
        }
        return nil
    }

    /// The numbers of the chunks that a trace lies in, in the order in which they came.
    static func chunks(of reference: TraceReference, in database: Database) throws -> [Int64] {
        var chunks: [Int64] = []
        let listing = try BoundStatement(database, "SELECT DISTINCT abs(chunk) FROM span_\(reference.part) WHERE trace = ? ORDER BY 1")
        listing.bind(reference.trace, at: 1)
        try listing.forEachRow { chunks.append($0.integer(0)) }
        return chunks
    }

    /// The spans of a trace in one chunk, so that a million of them need not fit into memory.
    ///
    /// - Returns: Also which spans have content that was not read.
    static func traces(
        in chunk: Int64,
        _ reference: TraceReference,
        _ id: OTLP.TraceID,
        readsContent: Bool,
        in database: Database
    ) throws -> (traces: OTLP.Traces, withContent: Set<OTLP.SpanID>) {
        let spans = try SpanChunk.traces(try data(of: chunk, reference.part, in: database)).filtered { $0.traceID == id }
        return try joined(spans, chunk, reference.part, readsContent: readsContent, in: database) { _ in reference.trace }
    }

    /// All spans of a chunk, with their content and with what was said of them.
    static func whole(_ chunk: Int64, of part: Part, in database: Database) throws -> OTLP.Traces {
        var numbers: [OTLP.TraceID: Int64] = [:]
        var annotations: [Annotation] = []
        let spans = try SpanChunk.traces(try data(of: chunk, part.id, in: database))
        let lookup = try TraceLookup(part, in: database)
        for id in Set(spans.spans.map(\.traceID)) {
            numbers[id] = try lookup.number(of: id)
            annotations += try Annotation.all(of: id, in: database)
        }
        let traces = try joined(spans, chunk, part.id, readsContent: true, in: database) { numbers[$0] }.traces
        let rootless = try Set(annotations.map(\.traceID)).filter { id in
            guard let number = numbers[id] else { return false }
            return try isFirst(chunk, ofRootless: TraceReference(part: part.id, trace: number), in: database)
        }
        return traces.annotated(annotations) { rootless.contains($0) }
    }

    /// Whether a trace has no root and its spans begin with this chunk.
    static func isFirst(_ chunk: Int64, ofRootless reference: TraceReference, in database: Database) throws -> Bool {
        try !row(reference, in: database).state.contains(.rooted) && chunks(of: reference, in: database).first == chunk
    }

    private static func joined(
        _ traces: OTLP.Traces,
        _ chunk: Int64,
        _ part: Int64,
        readsContent: Bool,
        in database: Database,
        number: (OTLP.TraceID) -> Int64?
    ) throws -> (traces: OTLP.Traces, withContent: Set<OTLP.SpanID>) {
        struct Key: Hashable {
            var trace: Int64
            var span: OTLP.SpanID
        }
        var seen: Set<Key> = []
        var unread: Set<OTLP.SpanID> = []
        var traces = traces
        let looking = try BoundStatement(database, "SELECT chunk, content FROM span_\(part) WHERE trace = ? AND id = ?")
        for resource in traces.resourceSpans.indices {
            for scope in traces.resourceSpans[resource].scopeSpans.indices {
                let spans = traces.resourceSpans[resource].scopeSpans[scope].spans
                traces.resourceSpans[resource].scopeSpans[scope].spans = try spans.compactMap { span in
                    guard let trace = number(span.traceID) else { return nil }
                    looking.bind(trace, at: 1)
                    looking.bind(Int64(bitPattern: span.spanID.value), at: 2)
                    var place: Int64 = 0
                    var content: Int64?
                    try looking.forEachRow { row in
                        place = abs(row.integer(0))
                        content = row.optional(1)
                    }
                    // What came twice lies in two chunks, and counts in the first.
                    guard place == chunk, seen.insert(Key(trace: trace, span: span.spanID)).inserted else { return nil }
                    guard let content else { return span }
                    guard readsContent else {
                        unread.insert(span.spanID)
                        return span
                    }
                    return SpanContent.joined(span, try Self.content(content, part, in: database))
                }
            }
        }
        return (traces.filtered { _ in true }, unread)
    }

    static func data(of chunk: Int64, _ part: Int64, in database: Database) throws -> [UInt8] {
        let reading = try BoundStatement(database, "SELECT data FROM chunk_\(part) WHERE id = ?")
        reading.bind(chunk, at: 1)
        var data: [UInt8]?
        try reading.forEachRow { data = $0.bytes(0) }
        guard let data else { throw StoreError.damaged("chunk \(chunk) of part \(part) is gone") }
        return data
    }

    private static func content(_ id: Int64, _ part: Int64, in database: Database) throws -> OTLP.Span {
        let statement = try BoundStatement(database, "SELECT data FROM content_\(part) WHERE id = ?")
        statement.bind(id, at: 1)
        var data: [UInt8]?
        try statement.forEachRow { data = $0.bytes(0) }
        guard let data, !data.isEmpty else { return OTLP.Span() }
        return try SpanChunk.content(data)
    }

    /// One span with all that it holds; nil where it is not there.
    static func span(_ id: OTLP.SpanID, of reference: TraceReference, in database: Database) throws -> (
        traces: OTLP.Traces, span: OTLP.Span
    )? {
        let row = try row(reference, in: database)
        let statement = try BoundStatement(database, "SELECT abs(chunk), content FROM span_\(reference.part) WHERE trace = ? AND id = ?")
        statement.bind(reference.trace, at: 1)
        statement.bind(Int64(bitPattern: id.value), at: 2)
        var found: (chunk: Int64, content: Int64?)?
        try statement.forEachRow { found = ($0.integer(0), $0.optional(1)) }
        guard let found else { return nil }
        let data = try data(of: found.chunk, reference.part, in: database)
        var traces = try SpanChunk.traces(data).filtered { $0.traceID == row.traceID && $0.spanID == id }
        guard var span = traces.spans.first else { return nil }
        if let content = found.content { span = SpanContent.joined(span, try self.content(content, reference.part, in: database)) }
        traces.resourceSpans[0].scopeSpans[0].spans = [span]
        return (traces, span)
    }

    /// The log records that name a trace, whichever part they came to.
    static func logs(of id: OTLP.TraceID, in database: Database) throws -> OTLP.Logs {
        var logs = OTLP.Logs()
        for part in try Part.all(in: database).reversed() {
            let statement = try BoundStatement(database, "SELECT data FROM log_\(part.id) WHERE low = ? AND high = ? ORDER BY id")
            statement.bind(id, from: 1)
            try statement.forEachRow { row in logs.resourceLogs += try LogBatch.logs(row.bytes(0) ?? []).resourceLogs }
        }
        return logs
    }

    /// The metrics whose exemplars name a trace.
    static func metrics(of id: OTLP.TraceID, in database: Database) throws -> OTLP.Metrics {
        var metrics = OTLP.Metrics()
        let statement = try BoundStatement(
            database,
            "SELECT data FROM metric JOIN exemplar ON exemplar.metric = metric.id WHERE exemplar.low = ? ORDER BY metric.id LIMIT 100"
        )
        statement.bind(Int64(bitPattern: id.low), at: 1)
        try statement.forEachRow { row in metrics.resourceMetrics += try MetricBatch.metrics(row.bytes(0) ?? []).resourceMetrics }
        return metrics
    }
}
