/// What the journal's lock guards.
struct JournalState {
    /// Oldest first; the last one is written to.
    var entries: [Entry] = []
    var lanes: [Lane]
    var scopes: [ScopeEntry] = []
    var scopeNumbers: [[UInt8]: UInt32] = [:]
    let limits: JournalLimits
    let wakeAt: Int
    /// Records that were offered.
    var ended = 0
    /// Records that have a place: the number of the next one.
    var end = 0
    /// Of all segments.
    var bytes = 0
    var batches = 0
    var isClosed = false

    init(lanes: [Lane], limits: JournalLimits, wakeAt: Int) {
        self.lanes = lanes
        self.limits = limits
        self.wakeAt = wakeAt
    }

    var ledger: Ledger {
        Ledger(
            ended: ended,
            destinations: lanes.map {
                Ledger.Destination(name: $0.name, acknowledged: $0.acknowledged, queued: $0.queued(end), dropped: $0.dropped)
            }
        )
    }
}

/// A segment with what is known of it while it is in the queue.
struct Entry {
    let segment: Segment
    /// Counts up from segment to segment.
    let sequence: Int
    /// The number of its first record; scopes do not count.
    let first: Int
    var count = 0
    /// Where the next record would start.
    var used: Int
    /// Where it says what its scopes are.
    var scopes: [UInt32: Int] = [:]

    var end: Int { first + count }
}

/// A scope and the last segment that says what it is.
struct ScopeEntry {
    let packed: [UInt8]
    var segment = -1
}

/// A record's place.
struct Place {
    let segment: Segment
    let offset: Int
    let isTime: Bool
}

// MARK: - Appending

extension JournalState {
    /// Finds a place for a record, or counts it as dropped.
    mutating func reserve(_ header: RecordHeader, resource: SegmentHeader, store: any SegmentStore) -> Place? {
        ended += 1
        guard !isClosed else { return drop(.afterShutdown) }
        if let records = limits.records, !lanes.isEmpty, lanes.allSatisfy({ $0.queued(end) >= records }) { return drop(.queueFull) }

        let scope = scopes[Int(header.scope)].packed
        let scopeHeader = RecordHeader(kind: .scope, scope: header.scope, base: scope.count)
        var isTime = false
        var isKnown = entries.last.map { scopes[Int(header.scope)].segment == $0.sequence } ?? false
        let needed = header.length + (isKnown ? 0 : scopeHeader.length)
        if entries.last.map({ $0.used + needed > $0.segment.memory.count }) ?? true {
            let size = max(limits.segmentBytes, resource.length + header.length + scopeHeader.length)
            guard resource.length + header.length + scopeHeader.length <= limits.bytes else { return drop(.tooLarge) }
            guard makeRoom(size), let segment = try? Segment(header: resource, size: size, in: store) else { return drop(.queueFull) }
            entries.append(
                Entry(segment: segment, sequence: (entries.last?.sequence ?? -1) + 1, first: end, used: resource.length)
            )
            bytes += size
            release()
            isKnown = false
            // Much may be in few records: a full segment is a reason to read too.
            isTime = entries.count > 1
        }

        let last = entries.count - 1
        let segment = entries[last].segment
        if !isKnown {
            segment.reserve(scopeHeader.length, at: entries[last].used)
            segment.commit(scopeHeader, at: entries[last].used) { $0.update(from: scope, count: scope.count) }
            entries[last].scopes[header.scope] = entries[last].used
            entries[last].used += scopeHeader.length
            scopes[Int(header.scope)].segment = entries[last].sequence
        }
        let offset = entries[last].used
        segment.reserve(header.length, at: offset)
        entries[last].used += header.length
        entries[last].count += 1
        end += 1

        for index in lanes.indices {
            if let records = limits.records, lanes[index].queued(end) > records { skipRecord(lane: index) }
            isTime = isTime || end - lanes[index].next == wakeAt
        }
        return Place(segment: segment, offset: offset, isTime: isTime)
    }

    private mutating func drop(_ reason: DropReason) -> Place? {
        for index in lanes.indices { lanes[index].dropped[reason, default: 0] += 1 }
        return nil
    }
}

// MARK: - The bounds

extension JournalState {
    /// Lets the lanes that lag behind others skip segments until a new one has room; false where none lags.
    private mutating func makeRoom(_ size: Int) -> Bool {
        release()
        while bytes + size > limits.bytes {
            guard let behind = lanes.map(\.segment).min(), let ahead = lanes.map(\.segment).max(), behind < ahead else { return false }
            for index in lanes.indices where lanes[index].segment == behind { skipSegment(lane: index) }
            release()
        }
        return true
    }

    private mutating func skipSegment(lane index: Int) {
        var walk = Walk(lane: lanes[index])
        walk.skipSegment(in: entries)
        lanes[index].drop(walk.next - lanes[index].next, .queueFull)
        lanes[index].move(to: walk)
    }

    /// Skips the oldest record that a lane has not read.
    private mutating func skipRecord(lane index: Int) {
        var walk = Walk(lane: lanes[index])
        while let step = walk.step(in: entries) {
            guard step.isRecord else { continue }
            lanes[index].move(to: walk)
            lanes[index].drop(1, .queueFull)
            return
        }
    }

    /// Gives back the segments that every lane is done with.
    mutating func release() {
        for index in lanes.indices {
            var walk = Walk(lane: lanes[index])
            walk.enter(entries)
            lanes[index].move(to: walk)
        }
        // Not only from the front: a batch that a dead destination owes an answer for holds no more than its own segment.
        let isDone = { [lanes, last = entries.last?.sequence] (entry: Entry) in
            entry.sequence != last && !lanes.contains { $0.needs(entry) }
        }
        bytes -= entries.reduce(0) { isDone($1) ? $0 + $1.segment.memory.count : $0 }
        entries.removeAll(where: isDone)
    }
}
