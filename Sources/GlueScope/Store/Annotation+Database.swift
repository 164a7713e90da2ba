import GRDB
import GlueOTLP
import GlueSemantics

extension Annotation {
    func save(in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO annotation (high, low, span, name, label, score, note, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                Int64(bitPattern: traceID.high), Int64(bitPattern: traceID.low), spanID.map { Int64(bitPattern: $0.value) }, name, label,
                score, note, created,
            ]
        )
    }

    func remove(from database: Database) throws {
        try database.execute(
            sql: "DELETE FROM annotation WHERE id = ? AND low = ? AND high = ?",
            arguments: [id, Int64(bitPattern: traceID.low), Int64(bitPattern: traceID.high)]
        )
    }

    /// Those of a trace, oldest first.
    static func all(of trace: OTLP.TraceID, in database: Database) throws -> [Annotation] {
        try Row.fetchAll(
            database,
            sql: "SELECT id, span, name, label, score, note, created FROM annotation WHERE low = ? AND high = ? ORDER BY id",
            arguments: [Int64(bitPattern: trace.low), Int64(bitPattern: trace.high)]
        ).map { row in
            Annotation(
                id: row["id"],
                traceID: trace,
                spanID: (row["span"] as Int64?).map { OTLP.SpanID(UInt64(bitPattern: $0)) },
                name: row["name"],
                label: row["label"],
                score: row["score"],
                note: row["note"],
                created: row["created"]
            )
        }
    }

    /// As the conventions tell an evaluation.
    var event: OTLP.Event {
        var attributes = [OTLP.KeyValue(GenAI.Attributes.evaluationName, .string(name))]
        if let label { attributes.append(OTLP.KeyValue(GenAI.Attributes.evaluationScoreLabel, .string(label))) }
        if let score { attributes.append(OTLP.KeyValue(GenAI.Attributes.evaluationScoreValue, .double(score))) }
        if let note { attributes.append(OTLP.KeyValue(GenAI.Attributes.evaluationExplanation, .string(note))) }
        return OTLP.Event(
            timeUnixNano: UInt64(clamping: created) * 1_000_000_000,
            name: GenAI.Events.evaluationResult,
            attributes: attributes
        )
    }
}

extension OTLP.Traces {
    /// The traces with what was said of them: on the span that is meant, else on the trace's root.
    ///
    /// - Parameter mayStandIn: Whether the first span here stands in for the root of a trace that has none: it may lie in another part
    ///   of the trace.
    func annotated(_ annotations: [Annotation], mayStandIn: (OTLP.TraceID) -> Bool = { _ in true }) -> OTLP.Traces {
        guard !annotations.isEmpty else { return self }
        var roots: [OTLP.TraceID: OTLP.SpanID] = [:]
        for span in spans where !span.parentSpanID.isValid || roots[span.traceID] == nil && mayStandIn(span.traceID) {
            roots[span.traceID] = span.spanID
        }
        let events = Dictionary(grouping: annotations) { $0.spanID ?? roots[$0.traceID] ?? .none }
        var traces = self
        for resource in traces.resourceSpans.indices {
            for scope in traces.resourceSpans[resource].scopeSpans.indices {
                for place in traces.resourceSpans[resource].scopeSpans[scope].spans.indices {
                    let span = traces.resourceSpans[resource].scopeSpans[scope].spans[place]
                    let own = events[span.spanID]?.filter { $0.traceID == span.traceID } ?? []
                    traces.resourceSpans[resource].scopeSpans[scope].spans[place].events += own.map(\.event)
                }
            }
        }
        return traces
    }
}
