/// A place in the queue that moves from record to record while the queue stands still.
struct Walk {
    private(set) var segment: Int
    private(set) var offset: Int
    private(set) var next: Int
    /// How many records from here on the lane was done with before.
    private(set) var settledAhead: Int
    private let lane: Int
    /// Which entry of the queue the segment is.
    private var index: Int?

    init(_ lane: Lane, index: Int) {
        segment = lane.segment
        offset = lane.offset
        next = lane.next
        settledAhead = lane.settledAhead
        self.lane = index
    }

    /// What was passed.
    struct Step {
        let entry: Int
        let offset: Int
        /// Nil while the record is being written.
        let header: RecordHeader?
        let isRecord: Bool
        /// Whether the lane was done with it before.
        let isSettled: Bool

        /// Whether the lane still has to do with it.
        var isWanted: Bool { isRecord && !isSettled }
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
        if offset == 0 { offset = entry.segment.header.records }
        guard offset < entry.used else { return nil }
        let place = offset
        let header = entry.segment.record(at: place)
        // Scopes are written under the lock: what is still being written is a record.
        var isRecord = header?.kind.isCounted ?? true
        var isSettled = false
        if entry.isAdopted, isRecord {
            let settled = entry.segment.settled(at: place)
            isRecord = !settled.contains(.taken)
            isSettled = isRecord && (entry.marks[lane].map(settled.contains) ?? false)
        }
        offset += entry.segment.length(at: place)
        next += isRecord ? 1 : 0
        settledAhead -= isSettled ? 1 : 0
        return Step(entry: found, offset: place, header: header, isRecord: isRecord, isSettled: isSettled)
    }

    /// Passes all that is left of the segment.
    ///
    /// - Parameter body: Is shown each record that the lane has to do with, where that is known record by record.
    /// - Returns: How many of them there are.
    mutating func skipSegment(in entries: [Entry], _ body: (Entry, Int) -> Void) -> Int {
        guard let found = enter(entries) else { return 0 }
        var count = 0
        if entries[found].isOnDisk {
            let end = entries[found].sequence
            while segment == end, offset < entries[found].used, let step = step(in: entries) {
                guard step.isWanted else { continue }
                count += 1
                body(entries[found], step.offset)
            }
        } else {
            count = entries[found].end - next
            offset = entries[found].used
            next = entries[found].end
        }
        enter(entries)
        return count
    }
}
