/// What the bytes of a segment hold, whatever happened to them.
///
/// A record is whole where its checksum is right. Behind bytes that are not, the next one is looked for: first where the
/// length word says that it is, then wherever a commit word and a checksum say so.
struct SegmentScan {
    /// Bytes that are one record, or none.
    struct Piece {
        enum Content {
            case record(RecordHeader)
            /// A place that was reserved and not written to its end: its process was killed meanwhile.
            case torn
            /// Bytes that are not what was written. Whether they are a record, and how many, may be unknown.
            case damaged(records: Int)
        }

        let offset: Int
        let length: Int
        let content: Content
    }

    private(set) var pieces: [Piece] = []
    /// Where nothing follows any more.
    private(set) var end: Int
    /// Where the bytes behind the last whole record start, if there are any.
    private(set) var tail: Int?
    /// Whether length or commit word of a whole record are wrong.
    private(set) var hasWrongWords = false
    /// Whether each whole record has its commit word.
    private(set) var isCommitted = true
    /// Whether the bytes end before the segment did, so that records may be lost.
    private(set) var isCut: Bool

    private let bytes: UnsafeRawBufferPointer
    private let seed: UInt32
    /// How many bytes may still be looked through for records behind damaged ones: what a payload quotes must not make
    /// that take for ever.
    private var budget: Int

    /// - Parameters:
    ///   - bytes: Of the segment from its beginning, at a multiple of 8.
    ///   - found: Its header.
    init(_ bytes: UnsafeRawBufferPointer, found: SegmentHeader.Found) {
        self.bytes = bytes
        seed = found.checksum
        end = min(found.header.records, bytes.count)
        isCut = bytes.count < found.header.size
        budget = 64 * bytes.count
        scan()
    }

    var records: Int {
        pieces.count { piece in
            guard case .record(let header) = piece.content else { return false }
            return header.kind.isCounted
        }
    }

    var torn: Int {
        pieces.count { piece in
            guard case .torn = piece.content else { return false }
            return true
        }
    }

    /// Records that are lost, as far as their number is known; at least one for each damaged stretch that held records.
    var damaged: Int {
        pieces.reduce(0) { sum, piece in
            guard case .damaged(let records) = piece.content else { return sum }
            return sum + records
        }
    }

    /// Whether anything is not as its owner wrote it, be it that it was killed meanwhile.
    var isDamaged: Bool {
        hasWrongWords || isCut
            || pieces.contains { piece in
                guard case .damaged = piece.content else { return false }
                return true
            }
    }
}

extension SegmentScan {
    /// Whether bytes without a header are of a process that was killed before it could write any record.
    static func isStillborn(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 8, bytes.load(as: UInt64.self) == 0 else { return false }
        return stride(from: 8, to: bytes.count - 7, by: 8).allSatisfy { offset in
            bytes.load(fromByteOffset: offset + 4, as: UInt32.self) != RecordHeader.committed.littleEndian
        }
    }
}

// MARK: - Scanning

extension SegmentScan {
    private mutating func scan() {
        while end < bytes.count {
            if let header = intact(at: end) {
                add(header)
            } else if let next = next(after: end) {
                addGap(to: next)
            } else {
                addTail()
                return
            }
        }
    }

    private mutating func add(_ header: RecordHeader) {
        let commitWord = word(end + 4)
        // All but the commit word may have been written as the process was killed.
        if word(end) != header.length || commitWord != Int(RecordHeader.committed) && commitWord != 0 { hasWrongWords = true }
        isCommitted = isCommitted && commitWord == Int(RecordHeader.committed)
        pieces.append(Piece(offset: end, length: header.length, content: .record(header)))
        end += header.length
    }

    private func word(_ offset: Int) -> Int {
        guard offset + 4 <= bytes.count else { return 0 }
        return Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }

    private func header(at offset: Int) -> RecordHeader? {
        guard offset + RecordHeader.size <= bytes.count, let start = bytes.baseAddress else { return nil }
        return RecordHeader(at: start + offset, limit: bytes.count - offset)
    }

    private func intact(at offset: Int) -> RecordHeader? {
        guard let start = bytes.baseAddress, let header = header(at: offset), header.isIntact(at: start + offset, seed: seed) else {
            return nil
        }
        return header
    }

    /// Where the next whole record starts; nil where there is none.
    private mutating func next(after offset: Int) -> Int? {
        let hint = offset + word(offset)
        if hint > offset, hint % 8 == 0, intact(at: hint) != nil { return hint }
        var place = offset + 8
        while place + RecordHeader.size <= bytes.count, budget > 0 {
            if word(place + 4) == Int(RecordHeader.committed), let header = header(at: place) {
                budget -= header.length
                if intact(at: place) != nil { return place }
            }
            place += 8
        }
        return nil
    }

    /// What lies between two whole records: the records that the length words tell, if these lead from one to the other.
    private mutating func addGap(to next: Int) {
        let chain = chain(to: next)
        if chain.isEmpty {
            pieces.append(Piece(offset: end, length: next - end, content: .damaged(records: 1)))
        } else {
            pieces += chain
        }
        end = next
    }

    private func chain(to next: Int) -> [Piece] {
        var chain: [Piece] = []
        var offset = end
        while offset < next {
            let length = word(offset)
            guard length >= RecordHeader.size, length % 8 == 0, offset + length <= next else { return [] }
            chain.append(piece(at: offset, length: length))
            offset += length
        }
        return chain
    }

    private func piece(at offset: Int, length: Int) -> Piece {
        if word(offset + 4) == 0 { return Piece(offset: offset, length: length, content: .torn) }
        let kind = RecordKind(rawValue: bytes[offset + 60])
        return Piece(offset: offset, length: length, content: .damaged(records: kind?.isCounted ?? true ? 1 : 0))
    }

    /// What lies behind the last whole record: nothing, places that were not written, or what is left of damaged ones.
    private mutating func addTail() {
        tail = end
        while let last = lastByte(from: end) {
            let length = word(end)
            if length >= RecordHeader.size, length % 8 == 0, end + length <= bytes.count {
                pieces.append(piece(at: end, length: length))
                end += length
            } else {
                pieces.append(Piece(offset: end, length: last + 1 - end, content: .damaged(records: 1)))
                end = last + 1
                return
            }
        }
        // A length of zero says that no record follows.
        isCut = isCut && end + 8 > bytes.count
    }

    /// The last byte that is not zero.
    private func lastByte(from offset: Int) -> Int? {
        var place = bytes.count
        while place - 8 >= offset, bytes.loadUnaligned(fromByteOffset: place - 8, as: UInt64.self) == 0 { place -= 8 }
        return bytes[offset..<place].lastIndex { $0 != 0 }
    }
}
