/// What the lock of a ``HeldArea`` guards.
struct HeldState {
    var segments: [Int: HeldSegment] = [:]
    /// The segment that is written to.
    var current: Int?
    var slots: [HeldSlot] = []
    var freeSlots: [Int] = []
    let bound: Int
    let segmentBytes: Int
    /// Of all segments, and of the records in them that were not taken out.
    var bytes = 0
    var liveBytes = 0
    var heartbeat: UInt64 = 0
    var sequence = 0
    var isFinished = false
    /// Segments of which nothing is left, to be done away with outside the lock.
    var retired: [Segment] = []

    init(bound: Int, segmentBytes: Int) {
        self.bound = bound
        self.segmentBytes = segmentBytes
    }
}

struct HeldSegment {
    let segment: Segment
    var used: Int
    /// Records that were not taken out.
    var live = 0
    var liveBytes = 0
    /// Where it says what its scopes are.
    var scopes: [UInt32: Int] = [:]

    /// Finds a place for a record; nil where there is no room.
    mutating func place(_ header: RecordHeader, key: Int, scope: () -> [UInt8]) -> HeldPlace? {
        if scopes[header.scope] == nil {
            let packed = scope()
            let scopeHeader = RecordHeader(kind: .scope, scope: header.scope, base: packed.count)
            guard used + scopeHeader.length + header.length <= segment.memory.count else { return nil }
            segment.reserve(scopeHeader.length, at: used)
            segment.commit(scopeHeader, at: used) { $0.update(from: packed, count: packed.count) }
            scopes[header.scope] = used
            used += scopeHeader.length
        }
        guard used + header.length <= segment.memory.count else { return nil }
        let place = HeldPlace(segment: segment, key: key, offset: used, length: header.length)
        segment.reserve(header.length, at: used)
        used += header.length
        live += 1
        liveBytes += header.length
        return place
    }

    mutating func remove(_ length: Int) {
        live -= 1
        liveBytes -= length
    }
}

/// Where a held record is.
struct HeldPlace: Sendable {
    let segment: Segment
    /// Which of the area's segments that is.
    let key: Int
    let offset: Int
    let length: Int
}

struct HeldSlot {
    /// Nil while the slot is free.
    var place: HeldPlace?
    var generation: UInt32 = 0
}

// MARK: - Records

extension HeldState {
    func place(of record: HeldRecord) -> HeldPlace? {
        guard record.slot < slots.count, slots[record.slot].generation == record.generation else { return nil }
        return slots[record.slot].place
    }

    /// Gives a place a slot.
    mutating func take(_ place: HeldPlace, kind: HeldKind) -> HeldRecord {
        let index = freeSlots.popLast() ?? slots.count
        if index == slots.count { slots.append(HeldSlot()) }
        slots[index].place = place
        return HeldRecord(kind: kind, slot: index, generation: slots[index].generation)
    }

    mutating func free(_ record: HeldRecord) {
        slots[record.slot].place = nil
        slots[record.slot].generation &+= 1
        freeSlots.append(record.slot)
    }

    /// Finds a place for a record; nil where there is no room.
    mutating func reserve(_ header: RecordHeader, scope: () -> [UInt8], in store: SegmentStore, area: SegmentArea) -> HeldPlace? {
        guard !isFinished else { return nil }
        if let current, let place = place(header, in: current, scope: scope) { return place }
        let scopeLength = RecordHeader(kind: .scope, scope: header.scope, base: scope().count).length
        let size = max(segmentBytes, store.headerLength + scopeLength + header.length)
        guard bytes + size <= bound, let segment = try? store.make(size, area: area) else { return nil }
        segment.heartbeat = heartbeat
        let full = current
        sequence += 1
        segments[sequence] = HeldSegment(segment: segment, used: segment.header.records)
        bytes += size
        current = sequence
        if let full { retireIfEmpty(full) }
        let place = place(header, in: sequence, scope: scope)
        gather()
        return place
    }

    private mutating func place(_ header: RecordHeader, in key: Int, scope: () -> [UInt8]) -> HeldPlace? {
        guard let place = segments[key]?.place(header, key: key, scope: scope) else { return nil }
        liveBytes += header.length
        return place
    }

    /// Marks a record as taken out.
    mutating func remove(_ place: HeldPlace) {
        place.segment.settle(.taken, at: place.offset)
        segments[place.key]?.remove(place.length)
        liveBytes -= place.length
        retireIfEmpty(place.key)
    }

    private mutating func retireIfEmpty(_ key: Int) {
        guard key != current, let held = segments[key], held.live == 0 else { return }
        segments[key] = nil
        bytes -= held.segment.memory.count
        retired.append(held.segment)
    }

    /// Moves what is left of sparse segments to the newest one.
    private mutating func gather() {
        guard bytes > 2 * liveBytes + 2 * segmentBytes, let current else { return }
        let sparse = segments.filter { $0.key != current }.min { $0.value.liveBytes < $1.value.liveBytes }
        guard let (key, held) = sparse, held.liveBytes * 2 < held.segment.memory.count else { return }
        for index in slots.indices {
            // What is just being written stays.
            guard let old = slots[index].place, old.key == key, let header = old.segment.record(at: old.offset),
                let offset = held.scopes[header.scope], let scope = old.segment.record(at: offset),
                let place = place(header, in: current, scope: { [UInt8](old.segment.payload(scope, at: offset)) })
            else { continue }
            let payload = old.segment.payload(header, at: old.offset)
            place.segment.commit(header, at: place.offset) { target in
                UnsafeMutableRawBufferPointer(start: target, count: payload.count).copyMemory(from: payload)
            }
            slots[index].place = place
            remove(old)
        }
    }
}
