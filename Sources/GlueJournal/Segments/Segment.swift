import Synchronization

/// One piece of the journal: a header, then records one behind the other.
// Safe to share: a byte is written once, by the one that reserved it, and read only after the record's commit word was
// stored with release and loaded with acquire ordering.
package final class Segment: @unchecked Sendable {
    package let header: SegmentHeader
    let memory: UnsafeMutableRawBufferPointer
    private let store: any SegmentStore

    init(header: SegmentHeader, size: Int, in store: any SegmentStore) throws(SegmentStoreError) {
        self.header = header
        self.store = store
        memory = try store.take(size)
        header.write(to: memory)
    }

    deinit { store.giveBack(memory) }
}

extension Segment {
    private func start(_ offset: Int) -> UnsafeMutableRawPointer {
        // Every segment has memory: it was made to hold at least one record.
        memory.baseAddress.unsafelyUnwrapped + offset
    }

    private func commitWord(_ offset: Int) -> UnsafeMutablePointer<Atomic<UInt32>> {
        (start(offset) + 4).assumingMemoryBound(to: Atomic<UInt32>.self)
    }

    /// Makes a record's place known, so that readers see where the next one starts before this one is whole.
    func reserve(_ length: Int, at offset: Int) {
        start(offset).storeBytes(of: UInt32(length).littleEndian, as: UInt32.self)
        commitWord(offset).pointee.store(0, ordering: .relaxed)
    }

    /// Writes a record into its place and makes it readable.
    func commit(_ header: RecordHeader, at offset: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        let record = start(offset)
        header.write(to: record)
        fill((record + RecordHeader.size).assumingMemoryBound(to: UInt8.self))
        let checksum = CRC32C.checksum(UnsafeRawBufferPointer(start: record + 12, count: RecordHeader.size - 12 + header.payload))
        record.storeBytes(of: checksum.littleEndian, toByteOffset: 8, as: UInt32.self)
        commitWord(offset).pointee.store(RecordHeader.committed.littleEndian, ordering: .releasing)
    }

    /// How far the next record is from the one here.
    func length(at offset: Int) -> Int {
        Int(UInt32(littleEndian: start(offset).load(as: UInt32.self)))
    }

    /// Nil while the record is being written.
    func record(at offset: Int) -> RecordHeader? {
        guard commitWord(offset).pointee.load(ordering: .acquiring) == RecordHeader.committed.littleEndian else { return nil }
        return RecordHeader(at: start(offset), limit: memory.count - offset)
    }

    /// A record's base, content and recording, one behind the other.
    func payload(_ header: RecordHeader, at offset: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start(offset) + RecordHeader.size, count: header.payload)
    }

    /// Whether a record is what was written.
    func isIntact(_ header: RecordHeader, at offset: Int) -> Bool {
        let record = start(offset)
        let checksum = CRC32C.checksum(UnsafeRawBufferPointer(start: record + 12, count: RecordHeader.size - 12 + header.payload))
        return UInt32(littleEndian: record.load(fromByteOffset: 8, as: UInt32.self)) == checksum
    }
}
