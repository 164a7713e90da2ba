import GRDB
public import GlueOTLP

extension ScopeStore {
    /// Traces that fulfil a query, newest first.
    public func traces(_ query: TraceQuery = TraceQuery()) async throws(StoreError) -> TraceList {
        let second = now()
        return try await read { try TraceSearch.list(query, now: second, in: $0) }
    }

    /// A trace with all that is stored of it: spans, with what was said of them by annotations, and logs; nil where there is none.
    public func trace(_ id: OTLP.TraceID) async throws(StoreError) -> TelemetryFile? {
        try await read { database in
            guard let reference = try StoredTrace.reference(id, in: database) else { return nil }
            let trace = try StoredTrace(reference, in: database)
            let annotations = try Annotation.all(of: id, in: database)
            return TelemetryFile(traces: trace.traces.annotated(annotations), logs: trace.logs)
        }
    }
}
