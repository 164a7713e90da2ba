import Glibc
import GlueOTLP

/// A segment's file that is read without being owned.
struct InspectedFile: ~Copyable {
    private let path: String
    private let isAlive: Bool
    private let contents: AlignedBytes
    private let found: SegmentHeader.Found?

    /// Nil where there is no such file.
    static func open(_ path: String) throws(SegmentError) -> InspectedFile? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            guard errno != ENOENT else { return nil }
            throw .file(call: "open", path: path, code: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .file(call: "read", path: path, code: EINVAL)
        }
        guard status.st_size <= AlignedBytes.most else { throw .file(call: "read", path: path, code: EFBIG) }
        return InspectedFile(
            path: path,
            isAlive: SegmentLock.isTaken(descriptor),
            contents: try AlignedBytes(descriptor, count: Int(status.st_size), path)
        )
    }

    private init(path: String, isAlive: Bool, contents: consuming AlignedBytes) {
        self.path = path
        self.isAlive = isAlive
        found = SegmentHeader.find(in: contents.raw)
        self.contents = contents
    }

    /// Whether nothing was written to it yet.
    var isBlank: Bool { contents.count == 0 || SegmentScan.isStillborn(contents.raw) }

    /// Nil where it is no segment.
    var report: SegmentReport? {
        guard let found else { return nil }
        let scan = SegmentScan(contents.raw, found: found)
        var report = SegmentReport(
            path: path,
            bytes: contents.count,
            signal: found.header.signal,
            area: found.header.area,
            owner: found.header.owner,
            isAlive: isAlive,
            beganUnixNano: found.header.beganUnixNano,
            records: 0,
            acknowledged: [:],
            dropped: [:],
            unfinished: scan.torn,
            damaged: scan.damaged,
            isDamaged: scan.isDamaged || !found.isWhole
        )
        let lanes = found.header.lanes.enumerated().map { (name: String(decoding: $1, as: UTF8.self), marks: LaneMarks(lane: $0)) }
        forEachRecord(scan) { _, offset in
            report.records += 1
            for lane in lanes where marks(offset + RecordHeader.settledOffset).contains(lane.marks) {
                if marks(offset + RecordHeader.droppedOffset).contains(lane.marks) {
                    report.dropped[lane.name, default: 0] += 1
                } else {
                    report.acknowledged[lane.name, default: 0] += 1
                }
            }
        }
        return report
    }

    /// Its records.
    ///
    /// - Parameter ended: The spans that were read before, which are not read again.
    func telemetry(_ ended: inout Set<SpanKey>) -> TelemetryFile {
        guard let found else { return TelemetryFile() }
        let scan = SegmentScan(contents.raw, found: found)
        var frame = SegmentFrame(found.header)
        var scopes: [UInt32: Int] = [:]
        for piece in scan.pieces {
            if case .record(let header) = piece.content, header.kind == .scope { scopes[header.scope] = piece.offset }
        }
        forEachRecord(scan) { header, offset in
            // Not telemetry: whoever wrote it reads it.
            guard header.kind != .entry else { return }
            var payload = payload(header, at: offset)
            if let key = SpanKey(header, payload) {
                guard !ended.contains(key) else { return }
                if found.header.area != .open { ended.insert(key) }
            }
            let scope = scopes[header.scope].flatMap { place in
                RecordHeader(at: contents.bytes.baseAddress.unsafelyUnwrapped + place, limit: contents.count - place)
                    .map { self.payload($0, at: place) }
            }
            var closed: [UInt8] = []
            if found.header.area == .open {
                guard let span = InterruptedSpan.close(payload, lastSign: max(header.timeUnixNano, heartbeat)) else { return }
                closed = span.packed()
            }
            closed.withUnsafeBytes { bytes in
                if found.header.area == .open { payload = bytes }
                frame.add(payload, scope: scope)
            }
        }
        return frame.telemetry
    }

    private var heartbeat: UInt64 {
        UInt64(littleEndian: contents.raw.load(fromByteOffset: SegmentHeader.heartbeatOffset, as: UInt64.self))
    }

    private func forEachRecord(_ scan: SegmentScan, _ body: (RecordHeader, Int) -> Void) {
        for piece in scan.pieces {
            guard case .record(let header) = piece.content, header.kind.isCounted,
                !marks(piece.offset + RecordHeader.settledOffset).contains(.taken)
            else { continue }
            body(header, piece.offset)
        }
    }

    private func marks(_ offset: Int) -> LaneMarks {
        LaneMarks(rawValue: UInt32(littleEndian: contents.raw.load(fromByteOffset: offset, as: UInt32.self)))
    }

    private func payload(_ header: RecordHeader, at offset: Int) -> UnsafeRawBufferPointer {
        let start = offset + RecordHeader.size
        return UnsafeRawBufferPointer(rebasing: contents.raw[start..<start + header.payload])
    }
}
