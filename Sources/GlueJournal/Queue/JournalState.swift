/// What the journal's lock guards.
struct JournalState {
    /// Oldest first; the last one is written to.
    var entries: [Entry] = []
    /// How many entries there were.
    var sequence = 0
    /// The next segment to be written to, made before it is needed.
    var prepared: Segment?
    var isPreparing = false
    var lanes: [Lane]
    /// How the lanes mark what they are done with in segments of this journal.
    let ownMarks: [LaneMarks?]
    var scopes: [ScopeEntry] = []
    var scopeNumbers: [[UInt8]: UInt32] = [:]
    let limits: JournalLimits
    let wakeAt: Int
    /// Records that were offered.
    var ended = 0
    /// Records that have a place: the number of the next one.
    var end = 0
    /// Records that wait beside the queue for a decision.
    var pending = 0
    /// Of all segments in memory.
    var bytes = 0
    /// Of all segments in files, those included that were made and not written to yet.
    var diskBytes = 0
    var batches = 0
    var isClosed = false
    /// Why segments are in memory although there is a directory; nil where they are not.
    var problem: SegmentError?
    /// Segments that every lane is done with, to be done away with outside the lock.
    var retired: [Segment] = []

    init(lanes: [Lane], ownMarks: [LaneMarks?], limits: JournalLimits, wakeAt: Int) {
        self.lanes = lanes
        self.ownMarks = ownMarks
        self.limits = limits
        self.wakeAt = wakeAt
    }

    var ledger: Ledger {
        Ledger(
            ended: ended,
            destinations: lanes.map {
                Ledger.Destination(
                    name: $0.name,
                    acknowledged: $0.acknowledged,
                    queued: $0.queued(end) + pending,
                    dropped: $0.dropped
                )
            }
        )
    }
}

// MARK: - Appending

extension JournalState {
    /// Finds a place for a record, or counts it as dropped.
    ///
    /// - Parameters:
    ///   - isNew: Whether the record is not one that was pending.
    ///   - mayWait: Whether to leave it uncounted where there is no room.
    mutating func reserve(_ header: RecordHeader, store: SegmentStore, isNew: Bool = true, mayWait: Bool = false) -> Reservation {
        if isNew { ended += 1 } else { pending -= 1 }
        guard !isClosed || !isNew else { return drop(.afterShutdown) }
        if let records = limits.records, limits.policy != .dropOldest, !lanes.isEmpty,
            lanes.allSatisfy({ $0.queued(end) >= records })
        {
            return full(mayWait, isNew)
        }

        let scopeHeader = RecordHeader(kind: .scope, scope: header.scope, base: scopes[Int(header.scope)].packed.count)
        var isTime = false
        var sealed: Segment?
        var isKnown = entries.last.map { scopes[Int(header.scope)].segment == $0.sequence } ?? false
        let needed = header.length + (isKnown ? 0 : scopeHeader.length)
        if entries.last.map({ $0.isSealed || $0.used + needed > $0.bytes }) ?? true {
            let least = store.headerLength + header.length + scopeHeader.length
            guard least <= max(limits.bytes, store.directory?.bytes ?? 0) else { return drop(.tooLarge) }
            guard let segment = nextSegment(least, in: store) else { return full(mayWait, isNew) }
            sealed = entries.last?.segment
            add(segment)
            release()
            isKnown = false
            // Much may be in few records: a full segment is a reason to read too.
            isTime = entries.count > 1
        }

        let last = entries.count - 1
        let segment = entries[last].segment
        if !isKnown {
            let scope = scopes[Int(header.scope)].packed
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
        return .place(Place(segment: segment, offset: offset, isTime: isTime, wantsNext: wantsNext(in: store), sealed: sealed))
    }

    /// Counts a record as dropped by every lane.
    mutating func drop(_ reason: DropReason, _ count: Int = 1) -> Reservation {
        for index in lanes.indices { lanes[index].drop(count, reason) }
        return .dropped
    }

    private mutating func full(_ mayWait: Bool, _ isNew: Bool) -> Reservation {
        guard mayWait else { return drop(.queueFull) }
        if isNew { ended -= 1 } else { pending += 1 }
        return .full
    }

    /// Adds a segment at the end, which is the one that is written to from now on.
    mutating func add(_ segment: Segment) {
        entries.append(Entry(segment: segment, sequence: sequence, first: end, used: segment.header.records, marks: ownMarks))
        sequence += 1
    }
}

// MARK: - Segments

extension JournalState {
    /// A segment with room for so many bytes: in a file where there is a directory that takes one, else in memory.
    private mutating func nextSegment(_ least: Int, in store: SegmentStore) -> Segment? {
        if let segment = prepared, least <= segment.memory.count {
            prepared = nil
            return segment
        }
        if let directory = store.directory, least <= directory.bytes {
            let size = max(directory.segmentBytes, least)
            // A bound that is reached is no reason to fill the memory.
            guard makeRoom(size, onDisk: true, bound: directory.bytes) else { return nil }
            do throws(SegmentError) {
                if let segment = try store.makeFile(size) {
                    problem = nil
                    diskBytes += size
                    return segment
                }
            } catch {
                problem = error
            }
        }
        let size = max(limits.segmentBytes, least)
        guard least <= limits.bytes, makeRoom(size, onDisk: false, bound: limits.bytes), let segment = try? store.makeInMemory(size)
        else { return nil }
        bytes += size
        return segment
    }

    /// Whether the caller is to make the next file: once the present one is half full, so that others need not wait for it.
    private mutating func wantsNext(in store: SegmentStore) -> Bool {
        guard let directory = store.directory, prepared == nil, !isPreparing, problem == nil, let last = entries.last, last.isOnDisk,
            !last.isSealed, last.used * 2 > last.bytes, diskBytes + directory.segmentBytes <= directory.bytes
        else { return false }
        isPreparing = true
        diskBytes += directory.segmentBytes
        return true
    }

    /// Takes the segment that a caller was asked for.
    mutating func prepare(_ result: Result<Segment?, SegmentError>, size: Int) {
        isPreparing = false
        if case .success(let segment?) = result, !isClosed {
            prepared = segment
            return
        }
        diskBytes -= size
        switch result {
        case .success(let segment?): retired.append(segment)
        case .success: break
        case .failure(let error): problem = error
        }
    }

    /// Takes the segment that nothing will be written to.
    mutating func dropPrepared() {
        guard let segment = prepared else { return }
        prepared = nil
        diskBytes -= segment.memory.count
        retired.append(segment)
    }
}
