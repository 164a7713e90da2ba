import Synchronization

extension Journal {
    /// Holds a record beside the queue.
    ///
    /// - Parameters:
    ///   - header: With a scope number from ``intern(scope:)`` and the time at which the record is so.
    ///   - fill: Writes base, content and recording, one behind the other, into exactly as many bytes as the header says.
    /// - Returns: Nil where there is no room, see ``JournalLimits/heldBytes``, or after the end: nothing was counted then.
    package func hold(_ header: RecordHeader, kind: HeldKind, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> HeldRecord? {
        guard let record = area(kind).hold(header, scope: { scope(header.scope) }, fill) else { return nil }
        guard kind == .pending else { return record }
        let isCounted = state.withLock { state in
            guard !state.isClosed else { return false }
            state.ended += 1
            state.pending += 1
            return true
        }
        guard isCounted else {
            pending.remove(CollectionOfOne(record))
            return nil
        }
        return record
    }

    /// Replaces a held record by a newer version.
    ///
    /// - Returns: Whether there was room for it; else the version before stays.
    @discardableResult
    package func update(_ record: HeldRecord, _ header: RecordHeader, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> Bool {
        area(record.kind).update(record, header, scope: { scope(header.scope) }, fill)
    }

    /// Moves pending records to the queue, in this order.
    ///
    /// - Returns: Whether it is time for a lane to read.
    @discardableResult
    package func release(_ records: [HeldRecord]) -> Bool {
        var isTime = false
        for record in records {
            guard record.kind == .pending, let place = pending.place(of: record), let header = place.segment.record(at: place.offset)
            else { continue }
            let payload = place.segment.payload(header, at: place.offset)
            isTime =
                append(header, isNew: false) { target in
                    UnsafeMutableRawBufferPointer(start: target, count: payload.count).copyMemory(from: payload)
                } || isTime
            // Only now: a kill in between sends it twice rather than not at all.
            pending.remove(CollectionOfOne(record))
        }
        return isTime
    }

    /// Takes pending records out and counts them as dropped by every lane.
    package func discard(_ records: [HeldRecord], _ reason: DropReason) {
        let count = pending.remove(records.lazy.filter { $0.kind == .pending })
        state.withLock { state in
            state.pending -= count
            _ = state.drop(reason, count)
        }
    }

    /// Takes out an open span, as it has ended: the ended one is a record of its own.
    package func remove(_ record: HeldRecord) {
        guard record.kind == .open else { return }
        open.remove(CollectionOfOne(record))
    }

    /// Notes that the process lives, for the end of the spans that it leaves open.
    ///
    /// - Parameter now: Nanoseconds since 1970 in UTC.
    package func heartbeat(_ now: UInt64) { open.heartbeat(now) }

    private func area(_ kind: HeldKind) -> HeldArea { kind == .pending ? pending : open }

    private func scope(_ number: UInt32) -> [UInt8] { state.withLock { $0.scopes[Int(number)].packed } }
}
