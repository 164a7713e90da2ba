/// Makes a damaged segment one that can be walked from record to record again.
///
/// What is damaged is covered by fillers and what is behind the last record is wiped, so that nobody counts the damage
/// twice; the bytes as they were were kept aside before.
struct SegmentRepair {
    let scan: SegmentScan

    /// Whether the bytes differ from what ``apply(to:)`` makes of them.
    func isNeeded(_ found: SegmentHeader.Found) -> Bool { scan.isDamaged || !scan.isCommitted || scan.torn > 0 || !found.isWhole }

    func apply(to segment: Segment) {
        let heartbeat = segment.heartbeat
        if segment.memory.count >= segment.header.records { segment.header.write(to: segment.memory) }
        segment.heartbeat = heartbeat
        for piece in scan.pieces where piece.offset < scan.tail ?? .max {
            switch piece.content {
            case .record(let header):
                segment.restoreWords(header, at: piece.offset)
            case .torn, .damaged:
                segment.reserve(piece.length, at: piece.offset)
                let header = RecordHeader(kind: .filler, scope: 0, base: piece.length - RecordHeader.size)
                segment.commit(header, at: piece.offset) { _ in }
            }
        }
        guard let tail = scan.tail else { return }
        UnsafeMutableRawBufferPointer(rebasing: segment.memory[tail..<max(tail, scan.end)]).initializeMemory(as: UInt8.self, repeating: 0)
    }
}

extension Segment {
    /// Writes length and commit word of a record that is whole.
    fileprivate func restoreWords(_ header: RecordHeader, at offset: Int) {
        memory.storeBytes(of: UInt32(header.length).littleEndian, toByteOffset: offset, as: UInt32.self)
        memory.storeBytes(of: RecordHeader.committed.littleEndian, toByteOffset: offset + 4, as: UInt32.self)
    }
}
