import Foundation
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
        let file = try FileReader(path)
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
        try request(number, try FileReader(path))
    }

    private func request(_ number: Int, _ file: FileReader) throws(RecordingIndexError) -> TelemetryFile {
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
        let file = try FileReader(path)
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

/// Why a file cannot be indexed.
public enum RecordingIndexError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case empty(path: String)
    case compressed(path: String)
    case foreign(path: String)
    /// - Parameter request: Which of the file's requests, from 0.
    case damaged(path: String, request: Int, reason: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
        case .empty(let path): "\(path) is empty"
        case .compressed(let path): "\(path) is gzipped, and nothing within it can be found without reading it all; decompress it first"
        case .foreign(let path): "\(path) is neither OTLP/JSON nor OTLP protobuf"
        case .damaged(let path, let request, let reason): "\(path), request \(request): \(reason)"
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

/// Reads a file by places, with a buffer that does not grow.
private final class FileReader {
    private let path: String
    private let descriptor: Int32
    let size: UInt64
    private var buffer = [UInt8](repeating: 0, count: 1 << 22)
    private var buffered: Range<UInt64> = 0..<0

    init(_ path: String) throws(RecordingIndexError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw .unreadable(path: path, reason: reason)
        }
        size = UInt64(end)
    }

    deinit { close(descriptor) }

    /// Fills the buffer from a place on.
    private func fill(from offset: UInt64) throws(RecordingIndexError) {
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
        guard count >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        buffered = offset..<offset + UInt64(count)
    }

    func byte(at offset: UInt64) throws(RecordingIndexError) -> UInt8? {
        guard offset < size else { return nil }
        if !buffered.contains(offset) { try fill(from: offset) }
        return buffered.contains(offset) ? buffer[Int(offset - buffered.lowerBound)] : nil
    }

    func bytes(in range: Range<UInt64>) throws(RecordingIndexError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(range.lowerBound)) }
        guard count == bytes.count else { throw .unreadable(path: path, reason: "it ends before its end; did it change?") }
        return bytes
    }

    /// Where the lines are, without their ends; empty ones are left out.
    func lines() throws(RecordingIndexError) -> [Range<UInt64>] {
        var ranges: [Range<UInt64>] = []
        var start: UInt64 = 0
        var offset: UInt64 = 0
        while offset < size {
            try fill(from: offset)
            guard !buffered.isEmpty else { break }
            buffer.withUnsafeBytes { buffer in
                var rest = UnsafeRawBufferPointer(rebasing: buffer[..<buffered.count])
                while let base = rest.baseAddress, let found = memchr(base, 0x0A, rest.count) {
                    let place = UnsafeRawPointer(found) - base
                    let end = buffered.upperBound - UInt64(rest.count - place)
                    if end > start { ranges.append(start..<end) }
                    start = end + 1
                    rest = UnsafeRawBufferPointer(rebasing: rest[(place + 1)...])
                }
            }
            offset = buffered.upperBound
        }
        if size > start { ranges.append(start..<size) }
        return ranges
    }

    /// Where messages lie one behind the other; nil where the file is not made so.
    ///
    /// - Parameter tag: What stands before each length, and belongs to the message; nil for nothing.
    func parts(tagged tag: UInt8?) throws(RecordingIndexError) -> [Range<UInt64>]? {
        var ranges: [Range<UInt64>] = []
        var offset: UInt64 = 0
        while offset < size {
            let start = offset
            if let tag {
                guard try byte(at: offset) == tag else { return nil }
                offset += 1
            }
            var length: UInt64 = 0
            var shift: UInt64 = 0
            while true {
                guard shift < 35, let next = try byte(at: offset) else { return nil }
                offset += 1
                length |= UInt64(next & 0x7F) << shift
                guard next & 0x80 != 0 else { break }
                shift += 7
            }
            guard length <= size - offset else { return nil }
            ranges.append((tag == nil ? offset : start)..<offset + length)
            offset += length
        }
        return ranges
    }
}
