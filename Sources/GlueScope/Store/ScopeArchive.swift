import Foundation
import GRDB
public import GlueOTLP

/// A scope's database as a file of telemetry, for a process that only reads it; a scope may write it meanwhile.
///
/// ```swift
/// if let archive = ScopeArchive(path: "scope.db") { print(try archive.telemetry().traces.spans.count) }
/// ```
public struct ScopeArchive: Sendable {
    private let path: String

    /// Nil where the file is no scope database. It is told from its bytes.
    ///
    /// Source: the SQLite file format, "The Database Header".
    public init?(path: String) {
        // A pipe gives its bytes once, to whoever reads it then.
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let type = try? FileManager.default.attributesOfItem(atPath: file)[.type] as? FileAttributeType
        guard type == .typeRegular else { return nil }
        guard let handle = FileHandle(forReadingAtPath: path), let head = try? handle.read(upToCount: 72), head.count == 72,
            head.starts(with: Array("SQLite format 3\0".utf8)), head.suffix(4).elementsEqual(Self.mark)
        else { return nil }
        self.path = path
    }

    private static let mark = withUnsafeBytes(of: StoreSchema.applicationID.bigEndian) { Array($0) }

    /// All that it holds.
    ///
    /// - Throws: ``StoreError`` where it cannot be read.
    public func telemetry() throws(StoreError) -> TelemetryFile {
        var whole = TelemetryFile()
        do {
            try forEachFile { whole.append($0) }
        } catch {
            throw StoreError(reading: error, path: path)
        }
        return whole
    }

    /// One trace with its logs; nil where it is not there.
    public func trace(_ id: OTLP.TraceID) throws(StoreError) -> TelemetryFile? {
        do {
            return try StoreFile.reading(path).read { database in
                guard let reference = try StoredTrace.reference(id, in: database) else { return nil }
                let trace = try StoredTrace(reference, in: database)
                return TelemetryFile(traces: trace.traces.annotated(try Annotation.all(of: id, in: database)), logs: trace.logs)
            }
        } catch {
            throw StoreError(reading: error, path: path)
        }
    }

    /// Its contents in pieces that fit into memory, oldest first.
    ///
    /// - Parameter query: Only traces that fulfil it, each as a whole; nil for everything that is there.
    public func forEachFile(matching query: TraceQuery? = nil, _ body: (TelemetryFile) throws -> Void) throws {
        try StoreFile.reading(path).read { database in
            guard let query else { return try Self.everything(in: database, body) }
            for id in try Self.matches(query, in: database) {
                guard let reference = try StoredTrace.reference(id, in: database) else { continue }
                let stored = try StoredTrace(reference, in: database)
                try body(TelemetryFile(traces: stored.traces.annotated(try Annotation.all(of: id, in: database)), logs: stored.logs))
            }
        }
    }

    /// Oldest first.
    private static func matches(_ query: TraceQuery, in database: Database) throws -> [OTLP.TraceID] {
        var query = query
        query.limit = TraceQuery.mostTraces
        var ids: [OTLP.TraceID] = []
        repeat {
            let list = try TraceSearch.list(query, now: 0, patience: .seconds(3600), in: database)
            ids += list.traces.map(\.id)
            query.cursor = list.next
        } while query.cursor != nil
        return ids.reversed()
    }

    private static func everything(in database: Database, _ body: (TelemetryFile) throws -> Void) throws {
        for part in try Part.all(in: database).reversed() {
            for chunk in try Int64.fetchAll(database, sql: "SELECT id FROM chunk_\(part.id) ORDER BY id") {
                try body(TelemetryFile(traces: try StoredTrace.whole(chunk, of: part, in: database)))
            }
            let logs = try BoundStatement(database, "SELECT data FROM log_\(part.id) ORDER BY id")
            try logs.forEachRow { try body(TelemetryFile(logs: try LogBatch.logs($0.bytes(0) ?? []))) }
        }
        let metrics = try BoundStatement(database, "SELECT data FROM metric ORDER BY id")
        try metrics.forEachRow { try body(TelemetryFile(metrics: try MetricBatch.metrics($0.bytes(0) ?? []))) }
    }
}
