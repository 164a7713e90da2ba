import Synchronization

/// The records of one kind that are held beside the queue, in segments of their own.
///
/// Taking one out is a mark in its header. A segment of which nothing is left goes away; where little is left of many, it
/// moves to the newest one, so that one record that is held for long costs no more than itself.
final class HeldArea: Sendable {
    let kind: HeldKind
    private let state: Mutex<HeldState>
    private let store: SegmentStore

    init(_ kind: HeldKind, bytes: Int, store: SegmentStore) {
        self.kind = kind
        self.store = store
        state = Mutex(HeldState(bound: bytes, segmentBytes: min(1 << 20, bytes / 4)))
    }

    /// The bytes of its segments, in memory and in files.
    var bytes: (memory: Int, disk: Int) {
        state.withLock { state in
            state.segments.values.reduce(into: (memory: 0, disk: 0)) { sum, held in
                if held.segment.file == nil { sum.memory += held.segment.memory.count } else { sum.disk += held.segment.memory.count }
            }
        }
    }

    /// Writes a record; nil where there is no room for it.
    ///
    /// - Parameter scope: The packed scope of its number, asked for where the segment does not say it yet.
    func hold(_ header: RecordHeader, scope: () -> [UInt8], _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> HeldRecord? {
        let reserved = locked { state -> (HeldPlace, HeldRecord)? in
            guard let place = state.reserve(header, scope: scope, in: store, area: kind.area) else { return nil }
            return (place, state.take(place, kind: kind))
        }
        guard let (place, record) = reserved else { return nil }
        place.segment.commit(header, at: place.offset, fill)
        return record
    }

    /// Writes a newer version of a record, which replaces the one before; false where there is no room for it, or where the
    /// record was taken out.
    func update(
        _ record: HeldRecord,
        _ header: RecordHeader,
        scope: () -> [UInt8],
        _ fill: (UnsafeMutablePointer<UInt8>) -> Void
    ) -> Bool {
        let reserved = locked { state in
            state.place(of: record) == nil ? nil : state.reserve(header, scope: scope, in: store, area: kind.area)
        }
        guard let place = reserved else { return false }
        place.segment.commit(header, at: place.offset, fill)
        return locked { state in
            guard let old = state.place(of: record) else {
                state.remove(place)
                return false
            }
            state.slots[record.slot].place = place
            state.remove(old)
            return true
        }
    }

    /// Where a record is; nil where it was taken out.
    func place(of record: HeldRecord) -> HeldPlace? { state.withLock { $0.place(of: record) } }

    /// Takes records out.
    ///
    /// - Returns: How many of them were there.
    @discardableResult
    func remove(_ records: some Sequence<HeldRecord>) -> Int {
        locked { state in
            records.reduce(0) { count, record in
                guard let place = state.place(of: record) else { return count }
                state.free(record)
                state.remove(place)
                return count + 1
            }
        }
    }

    /// Notes that the process lives.
    func heartbeat(_ now: UInt64) {
        state.withLock { state in
            state.heartbeat = now
            for held in state.segments.values { held.segment.heartbeat = now }
        }
    }

    func sync() -> Bool {
        let files = state.withLock { state in state.segments.values.compactMap(\.segment.file) }
        return files.reduce(true) { $1.sync() == 0 && $0 }
    }

    /// Lets go of all segments: what is in files waits there for the next process.
    ///
    /// - Returns: How many records were in memory and are lost.
    func finish() -> Int {
        locked { state in
            let lost = state.slots.count { $0.place.map { $0.segment.file == nil } ?? false }
            for held in state.segments.values where held.live == 0 { state.retired.append(held.segment) }
            state.slots = []
            state.segments = [:]
            state.current = nil
            state.isFinished = true
            return lost
        }
    }

    private func locked<Result>(_ body: (inout HeldState) -> sending Result) -> Result {
        let (result, retired) = state.withLock { state in
            let result = body(&state)
            defer { state.retired = [] }
            return (result, state.retired)
        }
        for segment in retired { segment.file?.remove() }
        return result
    }
}
