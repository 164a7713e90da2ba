import Foundation
import GRDB
public import GlueOTLP

/// Traces, logs and metrics in one SQLite file, which one process writes and any number of processes read.
///
/// ```swift
/// let store = try ScopeStore(path: "scope.db")
/// try await store.add(traces)
/// for trace in try await store.traces(TraceQuery("refund status:error")).traces { print(trace.name) }
/// ```
/// What ``add(_:)-(OTLP.Traces)`` has returned for is in the file and outlives the process, whatever ends it. After a loss of power
/// the last moments may be missing, since the disk is told to keep them at checkpoints alone.
public final class ScopeStore: Sendable {
    public var path: String { file.path }
    let file: StoreFile
    private let queue: WriteQueue

    /// Seconds since 1970.
    let now: @Sendable () -> Int64

    /// Opens a database, which is made where there is none.
    ///
    /// - Throws: ``StoreError`` where the file is none of ours, cannot be written, or another process writes it.
    public convenience init(path: String, _ settings: StoreSettings = StoreSettings()) throws(StoreError) {
        try self.init(path: path, settings, now: { Int64(Date().timeIntervalSince1970) })
    }

    /// - Parameter now: Seconds since 1970.
    package init(path: String, _ settings: StoreSettings, now: @escaping @Sendable () -> Int64) throws(StoreError) {
        self.now = now
        file = try StoreFile(path, settings, now: now)
        queue = WriteQueue(file)
    }

    var settings: StoreSettings { file.settings }

    /// What keeps the database from taking more, such as a full disk; nil while it does.
    public var problem: String? { file.problem }

    /// What became of what was added.
    public struct Addition: Sendable, Hashable {
        /// Spans that were stored before: nothing is stored twice.
        public var duplicates = 0
        /// Spans without valid ids.
        public var invalid = 0
    }

    /// Stores spans.
    ///
    /// - Throws: ``StoreError/overloaded(bytes:)`` and ``StoreError/unwritable(_:)``, after which the same may be added again.
    @discardableResult
    public func add(_ traces: OTLP.Traces) async throws(StoreError) -> Addition {
        let batch = SpanBatch(traces, prices: settings.prices)
        var addition = Addition(invalid: batch.invalid)
        if !batch.items.isEmpty { addition.duplicates = try await queue.run(.spans(batch)) }
        return addition
    }

    /// Stores log records, beside the traces that they name.
    public func add(_ logs: OTLP.Logs) async throws(StoreError) {
        let batch = LogBatch(logs)
        if !batch.items.isEmpty { _ = try await queue.run(.logs(batch)) }
    }

    /// Stores metrics.
    public func add(_ metrics: OTLP.Metrics) async throws(StoreError) {
        let batch = MetricBatch(metrics)
        if batch.points > 0 { _ = try await queue.run(.metrics(batch)) }
    }

    public func add(_ annotation: Annotation) async throws(StoreError) {
        _ = try await queue.run(.annotation(annotation, isRemoval: false))
    }

    /// Takes an annotation back that is stored.
    public func remove(_ annotation: Annotation) async throws(StoreError) {
        _ = try await queue.run(.annotation(annotation, isRemoval: true))
    }

    /// Drops what is older or more than the settings allow.
    ///
    /// - Returns: How many spans are gone.
    @discardableResult
    public func retire() async throws(StoreError) -> Int { try await queue.run(.retirement) }

    /// Reads what was said in traces that came to rest, so that lists can show it.
    ///
    /// - Returns: How many were read; call again until that is zero.
    @discardableResult
    package func readConversations(most: Int = 200) async throws(StoreError) -> Int {
        let due = await file.takeUnread(most: most)
        guard !due.isEmpty else { return 0 }
        var readings: [TraceReading] = []
        for reference in due {
            guard let reading = try? await reading(reference) else { continue }
            readings.append(reading)
        }
        if !readings.isEmpty { _ = try await queue.run(.readings(readings)) }
        return due.count
    }

    private func reading(_ reference: TraceReference) async throws(StoreError) -> TraceReading {
        let prices = settings.prices
        return try await read { database in
            let trace = try StoredTrace.row(reference, in: database)
            guard trace.spans <= TraceReading.most else { return TraceReading(reference, spans: trace.spans) }
            return TraceReading(reference, spans: trace.spans, try StoredTrace(reference, in: database).file, prices: prices)
        }
    }

    // MARK: Reading

    /// Reads within one state of the database.
    func read<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws(StoreError) -> Value {
        do {
            return try await file.pool.read(body)
        } catch {
            throw StoreError(reading: error, path: path)
        }
    }

    public func figures() async throws(StoreError) -> StoreFigures { try await read { try StoreFigures(in: $0) } }
}
