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
        state.withLock { $0.read(lane: lane, records: records, bytes: bytes) }
    }

    /// Says what became of records that were read.
    ///
    /// A batch may be settled in parts. Records that the lane was made to give up in the meantime are not counted again.
    package func settle(_ batch: JournalBatch, acknowledged: Int, dropped: [DropReason: Int] = [:]) {
        state.withLock { state in
            let count = acknowledged + dropped.values.reduce(0, +)
            guard let index = state.lanes[batch.lane].open.firstIndex(where: { $0.id == batch.id }) else { return }
            precondition(count <= state.lanes[batch.lane].open[index].unsettled, "more records are settled than were read")
            state.lanes[batch.lane].acknowledged += acknowledged
            for (reason, count) in dropped { state.lanes[batch.lane].drop(count, reason) }
            state.lanes[batch.lane].open[index].unsettled -= count
            if state.lanes[batch.lane].open[index].unsettled == 0 { state.lanes[batch.lane].open.remove(at: index) }
            state.release()
        }
    }

    /// Gives up all that waits for a lane, what it has read and not settled included.
    package func abandon(lane: Int, _ reason: DropReason) {
        state.withLock { state in
            state.lanes[lane].drop(state.lanes[lane].queued(state.end), reason)
            state.lanes[lane].open = []
            state.lanes[lane].next = state.end
            if let last = state.entries.last { (state.lanes[lane].segment, state.lanes[lane].offset) = (last.sequence, last.used) }
            state.release()
        }
    }

    /// The first record that a lane has not settled: everything before it is done with.
    package func lowWaterMark(lane: Int) -> Int { state.withLock { $0.lanes[lane].lowWaterMark } }

    /// Whether there is enough for a lane to read, in records or in bytes: what an append tells when it comes to be so.
    package func hasEnough(lane: Int) -> Bool {
        state.withLock { state in
            var walk = Walk(lane: state.lanes[lane])
            walk.enter(state.entries)
            return state.end - walk.next >= state.wakeAt || state.entries.last.map { $0.sequence > walk.segment } ?? false
        }
    }
}

extension JournalState {
    fileprivate mutating func read(lane index: Int, records: Int, bytes: Int) -> JournalBatch? {
        var walk = Walk(lane: lanes[index])
        let start = walk.next
        var segments: [Segment] = []
        var locations: [JournalBatch.Location] = []
        locations.reserveCapacity(min(records, end - start))
        var entry = -1
        var size = 0
        while locations.count < records {
            var next = walk
            guard let step = next.step(in: entries), let header = step.header else { break }
            guard header.kind != .scope else {
                walk = next
                continue
            }
            size += header.length
            guard size <= bytes || locations.isEmpty else { break }
            walk = next
            if step.entry != entry {
                entry = step.entry
                segments.append(entries[entry].segment)
            }
            locations.append(
                JournalBatch.Location(segment: segments.count - 1, offset: step.offset, scope: entries[entry].scopes[header.scope] ?? 0)
            )
        }
        lanes[index].move(to: walk)
        guard !locations.isEmpty else { return nil }
        batches += 1
        lanes[index].open.append(OpenBatch(id: batches, records: start..<walk.next, unsettled: locations.count))
        return JournalBatch(id: batches, lane: index, segments: segments, locations: locations)
    }
}

extension JournalBatch {
    /// Shows each record in turn. Its bytes must not be used after the call.
    package func forEach(_ body: (JournalRecord) -> Void) {
        for location in locations {
            let segment = segments[location.segment]
            // Only what is committed was put into the batch.
            guard let header = segment.record(at: location.offset), let scope = segment.record(at: location.scope) else { continue }
            body(
                JournalRecord(
                    header: header,
                    owner: segment.header,
                    scope: segment.payload(scope, at: location.scope),
                    payload: segment.payload(header, at: location.offset),
                    segment: segment,
                    offset: location.offset
                )
            )
        }
    }
}
