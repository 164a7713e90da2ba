public import GlueOTLP

/// A recording in a file of any size, of which nothing is read but what is asked for.
///
/// ```swift
/// let index = try RecordingIndex(path: "week.jsonl")
/// try index.forEachTrace { recording in print(recording.exchanges.count) }
/// ```
/// Opening it finds where each request of the file lies, at the speed at which the file can be read; a gigabyte that the system
/// has at hand takes less than a second. Memory grows with the number of requests and traces, some forty bytes each, and with
/// the largest trace, not with the file.
public struct RecordingIndex: Sendable {
    /// What the file's requests are written in.
    public enum Form: Sendable, Hashable {
        /// OTLP/JSON, one request a line.
        case jsonLines
        /// One protobuf message, whose parts are taken one by one.
        case message
        /// Several protobuf messages, each behind its length.
        case delimited
    }

    public let path: String
    public let form: Form
    /// How many requests, or parts of one, the file holds.
    public var count: Int { ranges.count }
    private let ranges: [Range<UInt64>]

    /// - Throws: ``RecordingIndexError``: what is gzipped has no places that could be found without reading it.
    public init(path: String) throws(RecordingIndexError) {
        let file = try PlacedFile(path)
        self.path = path
        guard let first = try file.byte(at: 0) else { throw .empty(path: path) }
        guard first != 0x1F else { throw .compressed(path: path) }
        if first == UInt8(ascii: "{") {
            form = .jsonLines
            ranges = try file.lines()
        } else if let parts = try file.parts(tagged: 0x0A) {
            form = .message
            ranges = parts
        } else if let messages = try file.parts(tagged: nil) {
            form = .delimited
            ranges = messages
        } else {
            throw .foreign(path: path)
        }
    }

    /// Reads one request.
    ///
    /// - Throws: ``RecordingIndexError/damaged(path:request:reason:)``.
    public func request(_ number: Int) throws(RecordingIndexError) -> TelemetryFile {
        try request(number, try PlacedFile(path))
    }

    private func request(_ number: Int, _ file: PlacedFile) throws(RecordingIndexError) -> TelemetryFile {
        let bytes = try file.bytes(in: ranges[number])
        do {
            return try TelemetryFile(bytes: bytes)
        } catch {
            throw .damaged(path: path, request: number, reason: "\(error)")
        }
    }

    /// Passes on what each trace holds, in the order in which the traces begin in the file; traces without an exchange are left
    /// out. Logs are joined to the trace that they name.
    ///
    /// - Throws: ``RecordingIndexError``, and what the body throws.
    public func forEachTrace(_ body: (Recording) throws -> Void) throws {
        let file = try PlacedFile(path)
        var places: [OTLP.TraceID: [UInt32]] = [:]
        var order: [OTLP.TraceID] = []
        for number in ranges.indices {
            let request = try request(number, file)
            for id in Set(request.traces.spans.map(\.traceID) + request.logs.records.map(\.traceID)) where id.isValid {
                if places[id] == nil { order.append(id) }
                places[id, default: []].append(UInt32(number))
            }
        }
        var next = 0
        for id in order {
            var trace = TelemetryFile()
            for number in places[id] ?? [] { trace.append(try request(Int(number), file).only(id)) }
            guard var recording = try? Recording(trace) else { continue }
            for place in recording.exchanges.indices { recording.exchanges[place].index += next }
            next += recording.exchanges.count
            try body(recording)
        }
    }
}

extension TelemetryFile {
    /// What belongs to one trace.
    fileprivate func only(_ id: OTLP.TraceID) -> TelemetryFile {
        var file = self
        for resource in file.traces.resourceSpans.indices {
            for scope in file.traces.resourceSpans[resource].scopeSpans.indices {
                file.traces.resourceSpans[resource].scopeSpans[scope].spans.removeAll { $0.traceID != id }
            }
            file.traces.resourceSpans[resource].scopeSpans.removeAll(where: \.spans.isEmpty)
        }
        file.traces.resourceSpans.removeAll(where: \.scopeSpans.isEmpty)
        for resource in file.logs.resourceLogs.indices {
            for scope in file.logs.resourceLogs[resource].scopeLogs.indices {
                file.logs.resourceLogs[resource].scopeLogs[scope].logRecords.removeAll { $0.traceID != id }
            }
        }
        return file
    }
}
