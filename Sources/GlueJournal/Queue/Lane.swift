/// How far one reader has come.
///
/// Its low-water mark is the first record that it has not settled: everything below is done with. The batches that it
/// has read but not settled say which records above the mark are open; all others below `next` are settled.
struct Lane {
    let name: String
    /// The segment and the offset in it of what is read next; offset 0 stands for the segment's first record.
    var segment = 0
    var offset = 0
    /// The number of the record that is read next.
    var next = 0
    var open: [OpenBatch] = []
    var acknowledged = 0
    var dropped: [DropReason: Int] = [:]

    init(name: String) { self.name = name }

    var lowWaterMark: Int { open.map(\.records.lowerBound).min() ?? next }

    func queued(_ end: Int) -> Int { end - next + open.reduce(0) { $0 + $1.unsettled } }

    func needs(_ entry: Entry) -> Bool {
        segment <= entry.sequence || open.contains { $0.records.lowerBound < entry.end && $0.records.upperBound > entry.first }
    }

    mutating func drop(_ count: Int, _ reason: DropReason) {
        guard count > 0 else { return }
        dropped[reason, default: 0] += count
    }

    mutating func move(to walk: Walk) {
        segment = walk.segment
        offset = walk.offset
        next = walk.next
    }
}

/// Records that were read and are not settled yet.
struct OpenBatch {
    let id: Int
    let records: Range<Int>
    var unsettled: Int
}

/// A place in the queue that moves from record to record while the queue stands still.
struct Walk {
    private(set) var segment: Int
    private(set) var offset: Int
    private(set) var next: Int
    /// Which entry of the queue the segment is.
    private var index: Int?

    init(lane: Lane) {
        segment = lane.segment
        offset = lane.offset
        next = lane.next
    }

    /// What was passed.
    struct Step {
        let entry: Int
        let offset: Int
        /// Nil while the record is being written.
        let header: RecordHeader?
        let isRecord: Bool
    }

    /// Finds the segment or, where it is gone, the one that follows; at its end, goes on to the next one.
    ///
    /// - Returns: The entry; nil where the queue is empty.
    @discardableResult
    mutating func enter(_ entries: [Entry]) -> Int? {
        guard var found = index ?? entries.firstIndex(where: { $0.sequence >= segment }) else { return nil }
        if entries[found].sequence > segment { offset = 0 }
        while found + 1 < entries.count, offset >= entries[found].used {
            found += 1
            offset = 0
        }
        index = found
        segment = entries[found].sequence
        return found
    }

    /// Passes a record or a scope; nil at the end of the queue.
    mutating func step(in entries: [Entry]) -> Step? {
        guard let found = enter(entries) else { return nil }
        let entry = entries[found]
        if offset == 0 { offset = entry.segment.header.length }
        guard offset < entry.used else { return nil }
        let header = entry.segment.record(at: offset)
        // Scopes are written under the lock: what is still being written is a record.
        let isRecord = header?.kind != .scope
        defer {
            offset += entry.segment.length(at: offset)
            next += isRecord ? 1 : 0
        }
        return Step(entry: found, offset: offset, header: header, isRecord: isRecord)
    }

    /// Passes all that is left of the segment.
    mutating func skipSegment(in entries: [Entry]) {
        guard let found = enter(entries) else { return }
        offset = entries[found].used
        next = entries[found].end
        enter(entries)
    }
}
