import Glibc
import GlueOTLP

/// Takes over the segments of a directory, one after the other.
struct Adopter: ~Copyable {
    private let journal: Journal
    private let directory: JournalDirectory
    private var recovery: SegmentRecovery
    private(set) var adoption = Adoption()
    /// What is known of each dead process.
    private var dead: [Owner: Dead] = [:]

    /// A journal of a dead process.
    private struct Owner: Hashable {
        let process: Int32
        let beganUnixNano: UInt64

        init(_ header: SegmentHeader) {
            process = header.owner
            beganUnixNano = header.beganUnixNano
        }
    }

    private struct Dead {
        /// The spans in its queue, which have ended.
        var ended: Set<SpanKey> = []
        var open: [OpenSegment] = []
        var heartbeat: UInt64 = 0
    }

    private struct OpenSegment {
        let segment: Segment
        let scan: SegmentScan
    }

    init(journal: Journal, directory: JournalDirectory) {
        self.journal = journal
        self.directory = directory
        recovery = SegmentRecovery(directory: directory, now: journal.now)
    }
}

// MARK: - Segments

extension Adopter {
    /// Takes a segment over, if its owner is dead.
    mutating func adopt(_ name: SegmentName) {
        let recovered = recovery.recover(name)
        adoption.keptAside = recovery.keptAside
        adoption.problems = recovery.problems
        guard let recovered else { return }
        let (segment, scan) = (recovered.segment, recovered.scan)
        adoption.segments += 1
        let owner = Owner(segment.header)
        // No checksum covers the heartbeat: one from the future is damaged.
        if segment.heartbeat <= journal.now {
            dead[owner, default: Dead()].heartbeat = max(dead[owner]?.heartbeat ?? 0, segment.heartbeat)
        }
        switch segment.header.area {
        case .queue, .pending: enqueue(segment, scan, owner)
        case .open: dead[owner, default: Dead()].open.append(OpenSegment(segment: segment, scan: scan))
        }
    }
}

// MARK: - Records

extension Adopter {
    private mutating func enqueue(_ segment: Segment, _ scan: SegmentScan, _ owner: Owner) {
        var records: [Int] = []
        var scopes: [UInt32: Int] = [:]
        var copies: [SpanKey: Int] = [:]
        let isHeld = segment.header.area != .queue
        for piece in scan.pieces {
            guard case .record(let header) = piece.content else { continue }
            if header.kind == .scope { scopes[header.scope] = piece.offset }
            guard header.kind.isCounted, !segment.settled(at: piece.offset).contains(.taken) else { continue }
            if let key = SpanKey(header, segment.payload(header, at: piece.offset)) {
                // A held record that was being moved as its process died is in two places.
                if isHeld, dead[owner]?.ended.contains(key) ?? false || copies[key] != nil {
                    segment.settle(.taken, at: piece.offset)
                    continue
                }
                copies[key] = piece.offset
            }
            records.append(piece.offset)
        }
        dead[owner, default: Dead()].ended.formUnion(copies.keys)
        add(
            AdoptedSegment(
                segment: segment,
                scopes: scopes,
                records: records,
                used: scan.tail ?? scan.end,
                damaged: scan.torn + scan.damaged,
                marks: journal.laneNames.marks(in: segment.header)
            )
        )
    }

    private mutating func add(_ adopted: AdoptedSegment) {
        guard let wanted = journal.add(adopted) else { return }
        adopted.segment.file?.seal()
        adoption.records += wanted
        adoption.damaged += adopted.damaged
    }

    /// Sends the spans that dead processes left open, as interrupted.
    mutating func closeOpenSpans() {
        for (owner, dead) in dead where !dead.open.isEmpty {
            var latest: [SpanKey: (segment: Segment, offset: Int)] = [:]
            var order: [SpanKey] = []
            for open in dead.open {
                for piece in open.scan.pieces {
                    guard case .record(let header) = piece.content, header.kind == .span,
                        !open.segment.settled(at: piece.offset).contains(.taken),
                        let key = SpanKey(header, open.segment.payload(header, at: piece.offset)), !dead.ended.contains(key)
                    else { continue }
                    if latest[key] == nil { order.append(key) }
                    latest[key] = (open.segment, piece.offset)
                }
            }
            let spans = order.compactMap { key in latest[key].flatMap { interrupted($0.segment, $0.offset, heartbeat: dead.heartbeat) } }
            guard spans.isEmpty || write(spans, of: dead.open[0].segment.header) else { continue }
            for open in dead.open { open.segment.file?.remove() }
            self.dead[owner]?.open = []
        }
    }

    private func interrupted(_ segment: Segment, _ offset: Int, heartbeat: UInt64) -> Interrupted? {
        guard let header = segment.record(at: offset),
            let span = InterruptedSpan.close(segment.payload(header, at: offset), lastSign: max(header.timeUnixNano, heartbeat))
        else { return nil }
        var closed = header
        closed.flags.insert(.failed)
        let packed = span.packed()
        closed.base = packed.count
        closed.content = 0
        closed.recording = 0
        return Interrupted(header: closed, packed: packed, scope: segment.scope(header.scope))
    }

    private struct Interrupted {
        let header: RecordHeader
        let packed: [UInt8]
        let scope: [UInt8]?
    }

    /// Writes the spans into a segment of the dead process' resource.
    private mutating func write(_ spans: [Interrupted], of source: SegmentHeader) -> Bool {
        // Exactly as long as it needs to be.
        var size = 2 * (source.length + directoryTable)
        for span in spans { size += span.header.length + RecordHeader(kind: .scope, scope: 0, base: span.scope?.count ?? 0).length }
        guard let segment = try? journal.store.make(size, area: .queue, of: source) else { return false }
        var used = segment.header.records
        var scopes: [UInt32: Int] = [:]
        var records: [Int] = []
        for span in spans {
            if scopes[span.header.scope] == nil, let scope = span.scope {
                let header = RecordHeader(kind: .scope, scope: span.header.scope, base: scope.count)
                segment.append(header, scope, at: used)
                scopes[span.header.scope] = used
                used += header.length
            }
            segment.append(span.header, span.packed, at: used)
            records.append(used)
            used += span.header.length
        }
        add(
            AdoptedSegment(
                segment: segment,
                scopes: scopes,
                records: records,
                used: used,
                damaged: 0,
                marks: journal.laneNames.marks(in: segment.header)
            )
        )
        adoption.interrupted += spans.count
        return true
    }

    /// Room for the names of our own lanes, which may be longer than those of the dead process.
    private var directoryTable: Int { journal.resource.lanes.reduce(8) { $0 + 2 + $1.count } }
}

extension Segment {
    fileprivate func append(_ header: RecordHeader, _ bytes: [UInt8], at offset: Int) {
        reserve(header.length, at: offset)
        commit(header, at: offset) { $0.update(from: bytes, count: bytes.count) }
    }

    /// The packed scope of a number; nil where it was damaged.
    fileprivate func scope(_ number: UInt32) -> [UInt8]? {
        var offset = header.records
        while offset + RecordHeader.size <= memory.count, length(at: offset) > 0 {
            if let found = record(at: offset), found.kind == .scope, found.scope == number { return [UInt8](payload(found, at: offset)) }
            offset += length(at: offset)
        }
        return nil
    }
}
