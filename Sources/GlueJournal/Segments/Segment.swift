import Synchronization

/// One piece of the journal: a header, then records one behind the other.
// Safe to share: a byte is written once, by the one that reserved it, and read only after the record's commit word was
// stored with release and loaded with acquire ordering. What changes later (marks, heartbeat) is atomic.
package final class Segment: @unchecked Sendable {
    package let header: SegmentHeader
    /// The checksum of the header, with which those of the records begin.
    let seed: UInt32
    let memory: UnsafeMutableRawBufferPointer
    /// What stands behind the memory; nil where that is nothing.
    let file: SegmentFile?
    private let store: AnonymousMemory?

    /// A new segment in memory.
    init(header: SegmentHeader, size: Int, in store: AnonymousMemory) throws(SegmentError) {
        self.header = header
        self.store = store
        file = nil
        memory = try store.take(size)
        seed = header.write(to: memory)
    }

    /// A new segment in a file that was made for it.
    init(header: SegmentHeader, file: SegmentFile) {
        self.header = header
        self.file = file
        store = nil
        memory = file.memory
        seed = header.write(to: memory)
    }

    /// A segment that somebody wrote.
    init(found: SegmentHeader.Found, file: SegmentFile) {
        header = found.header
        seed = found.checksum
        self.file = file
        store = nil
        memory = file.memory
    }

    deinit { store?.giveBack(memory) }
}

extension Segment {
    private func start(_ offset: Int) -> UnsafeMutableRawPointer {
        // Every segment has memory: it was made to hold at least one record.
        memory.baseAddress.unsafelyUnwrapped + offset
    }

    private func word(_ offset: Int) -> UnsafeMutablePointer<Atomic<UInt32>> {
        start(offset).assumingMemoryBound(to: Atomic<UInt32>.self)
    }

    /// Makes a record's place known, so that readers see where the next one starts before this one is whole.
    func reserve(_ length: Int, at offset: Int) {
        let record = start(offset)
        record.storeBytes(of: UInt32(length).littleEndian, as: UInt32.self)
        word(offset + 4).pointee.store(0, ordering: .relaxed)
        record.storeBytes(of: 0, toByteOffset: RecordHeader.settledOffset, as: UInt32.self)
        record.storeBytes(of: 0, toByteOffset: RecordHeader.droppedOffset, as: UInt32.self)
    }

    /// Writes a record into its place and makes it readable.
    func commit(_ header: RecordHeader, at offset: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        let record = start(offset)
        header.write(to: record)
        fill((record + RecordHeader.size).assumingMemoryBound(to: UInt8.self))
        let checksum = header.checksum(at: record, seed: seed)
        record.storeBytes(of: checksum.littleEndian, toByteOffset: RecordHeader.checksumOffset, as: UInt32.self)
        word(offset + 4).pointee.store(RecordHeader.committed.littleEndian, ordering: .releasing)
    }

    /// How far the next record is from the one here.
    func length(at offset: Int) -> Int {
        Int(UInt32(littleEndian: start(offset).load(as: UInt32.self)))
    }

    /// Whether any record has a place in it.
    var hasRecords: Bool { memory.count > header.records + RecordHeader.size && length(at: header.records) > 0 }

    /// Nil while the record is being written.
    func record(at offset: Int) -> RecordHeader? {
        guard word(offset + 4).pointee.load(ordering: .acquiring) == RecordHeader.committed.littleEndian else { return nil }
        return RecordHeader(at: start(offset), limit: memory.count - offset)
    }

    /// A record's base, content and recording, one behind the other.
    func payload(_ header: RecordHeader, at offset: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start(offset) + RecordHeader.size, count: header.payload)
    }

    /// Whether a record is what was written.
    func isIntact(_ header: RecordHeader, at offset: Int) -> Bool { header.isIntact(at: start(offset), seed: seed) }
}

// MARK: - Marks

extension Segment {
    /// The lanes that are done with a record.
    func settled(at offset: Int) -> LaneMarks { marks(offset + RecordHeader.settledOffset) }

    /// The lanes that will not get a record.
    func dropped(at offset: Int) -> LaneMarks { marks(offset + RecordHeader.droppedOffset) }

    /// Notes that lanes are done with a record.
    func settle(_ marks: LaneMarks, at offset: Int, isDropped: Bool = false) {
        let bits = marks.rawValue.littleEndian
        // First the reason: a kill in between must not make a dropped record a delivered one.
        if isDropped { word(offset + RecordHeader.droppedOffset).pointee.bitwiseOr(bits, ordering: .releasing) }
        word(offset + RecordHeader.settledOffset).pointee.bitwiseOr(bits, ordering: .releasing)
    }

    private func marks(_ offset: Int) -> LaneMarks {
        LaneMarks(rawValue: UInt32(littleEndian: word(offset).pointee.load(ordering: .acquiring)))
    }

    private var heart: UnsafeMutablePointer<Atomic<UInt64>> {
        start(SegmentHeader.heartbeatOffset).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// The last sign of life of who wrote the segment, nanoseconds since 1970 in UTC; 0 where there was none.
    var heartbeat: UInt64 {
        get { UInt64(littleEndian: heart.pointee.load(ordering: .relaxed)) }
        set { heart.pointee.store(newValue.littleEndian, ordering: .relaxed) }
    }
}
