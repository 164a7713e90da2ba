import Synchronization

extension Journal {
    /// The next records of a lane, oldest first; nil where it has read all that is written.
    ///
    /// The lane owes ``settle(_:acknowledged:dropped:)`` for them; until then they count as queued.
    ///
    /// - Parameters:
    ///   - records: How many at most.
    ///   - bytes: How many bytes of records at most; a longer record comes alone.
    package func read(lane: Int, records: Int, bytes: Int = .max) -> JournalBatch? {
        locked { $0.read(lane: lane, records: records, bytes: bytes) }
    }

    /// Says what became of records that were read.
    ///
    /// A batch may be settled in parts. Records that the lane was made to give up in the meantime are not counted again.
    package func settle(_ batch: JournalBatch, acknowledged: Int, dropped: [DropReason: Int] = [:]) {
        // First in the files: what is counted as settled must not be sent again after a crash.
        batch.mark(acknowledged: acknowledged)
        locked { state in
            let count = acknowledged + dropped.values.reduce(0, +)
            guard let index = state.lanes[batch.lane].open.firstIndex(where: { $0.id == batch.id }) else { return }
            precondition(count <= state.lanes[batch.lane].open[index].unsettled, "more records are settled than were read")
            state.lanes[batch.lane].acknowledged += acknowledged
            for (reason, count) in dropped { state.lanes[batch.lane].drop(count, reason) }
            state.lanes[batch.lane].open[index].unsettled -= count
            if state.lanes[batch.lane].open[index].unsettled == 0 { state.lanes[batch.lane].open.remove(at: index) }
            state.release()
        }
        room.signal()
    }

    /// Gives up what waits for a lane, what it has read and not settled included. What is in files stays queued there, for
    /// the next process.
    package func abandon(lane: Int, _ reason: DropReason) {
        locked { $0.abandon(lane: lane, reason) }
        room.signal()
    }

    /// The first record that a lane has not settled: everything before it is done with.
    package func lowWaterMark(lane: Int) -> Int { state.withLock { $0.lanes[lane].lowWaterMark } }

    /// Whether there is enough for a lane to read, in records or in bytes: what an append tells when it comes to be so.
    package func hasEnough(lane: Int) -> Bool {
        state.withLock { state in
            var walk = Walk(state.lanes[lane], index: lane)
            walk.enter(state.entries)
            return state.end - walk.next >= state.wakeAt || state.entries.last.map { $0.sequence > walk.segment } ?? false
        }
    }
}

extension JournalState {
    fileprivate mutating func read(lane index: Int, records: Int, bytes: Int) -> JournalBatch? {
        var walk = Walk(lanes[index], index: index)
        let start = walk.next
        var sources: [JournalBatch.Source] = []
        var locations: [JournalBatch.Location] = []
        locations.reserveCapacity(min(records, end - start))
        var entry = -1
        var size = 0
        while locations.count < records {
            var next = walk
            guard let step = next.step(in: entries), let header = step.header else { break }
            guard step.isWanted else {
                walk = next
                continue
            }
            size += header.length
            guard size <= bytes || locations.isEmpty else { break }
            if step.entry != entry {
                guard entry < 0 || entries[entry].isOnDisk == entries[step.entry].isOnDisk else { break }
                entry = step.entry
                let isMarked = entries[entry].isOnDisk
                sources.append(JournalBatch.Source(segment: entries[entry].segment, marks: isMarked ? entries[entry].marks[index] : nil))
            }
            walk = next
            locations.append(
                JournalBatch.Location(source: sources.count - 1, offset: step.offset, scope: entries[entry].scopes[header.scope])
            )
        }
        lanes[index].move(to: walk)
        guard !locations.isEmpty else {
            release()
            return nil
        }
        batches += 1
        lanes[index].open.append(
            OpenBatch(id: batches, records: start..<walk.next, isOnDisk: entries[entry].isOnDisk, unsettled: locations.count)
        )
        return JournalBatch(id: batches, lane: index, sources: sources, locations: locations)
    }

    mutating func abandon(lane index: Int, _ reason: DropReason) {
        var walk = Walk(lanes[index], index: index)
        while let step = walk.step(in: entries) {
            guard step.isWanted else { continue }
            if entries[step.entry].isOnDisk {
                lanes[index].left += 1
                entries[step.entry].isLeft = true
            } else {
                lanes[index].drop(1, reason)
            }
        }
        for batch in lanes[index].open {
            if batch.isOnDisk {
                lanes[index].left += batch.unsettled
                for entry in entries.indices where entries[entry].holds(batch) { entries[entry].isLeft = true }
            } else {
                lanes[index].drop(batch.unsettled, reason)
            }
        }
        lanes[index].open = []
        lanes[index].move(to: walk)
        release()
    }
}

extension JournalBatch {
    /// Shows each record's header and payload in turn, and who wrote it under which scope wherever that may change. The
    /// bytes are valid as long as the batch is.
    package func forEachRun(
        _ begin: (_ owner: SegmentHeader, _ scope: UnsafeRawBufferPointer) -> Void,
        _ body: (RecordHeader, _ payload: UnsafeRawBufferPointer) -> Void
    ) {
        var run: (source: Int, scope: Int?)?
        for location in locations {
            let segment = sources[location.source].segment
            // Only what is committed was put into the batch.
            guard let header = segment.record(at: location.offset) else { continue }
            if run?.source != location.source || run?.scope != location.scope {
                run = (location.source, location.scope)
                let scope = location.scope.flatMap { offset in segment.record(at: offset).map { segment.payload($0, at: offset) } }
                begin(segment.header, scope ?? UnsafeRawBufferPointer(start: nil, count: 0))
            }
            body(header, segment.payload(header, at: location.offset))
        }
    }

    /// Shows each record in turn. Its bytes must not be used after the call.
    package func forEach(_ body: (JournalRecord) -> Void) {
        for location in locations {
            let segment = sources[location.source].segment
            // Only what is committed was put into the batch.
            guard let header = segment.record(at: location.offset) else { continue }
            let scope = location.scope.flatMap { offset in segment.record(at: offset).map { segment.payload($0, at: offset) } }
            body(
                JournalRecord(
                    header: header,
                    owner: segment.header,
                    scope: scope ?? UnsafeRawBufferPointer(start: nil, count: 0),
                    payload: segment.payload(header, at: location.offset),
                    segment: segment,
                    offset: location.offset
                )
            )
        }
    }
}
