package import GlueOTLP
import Synchronization

/// What stands at the beginning of a segment: who wrote it, and for which resource.
///
/// | offset | size | field |
/// |---|---|---|
/// | 0 | 8 | ``magic`` |
/// | 8 | 4 | ``version`` of the format |
/// | 12 | 4 | length of the header with all that follows its fixed fields, a multiple of 8 |
/// | 16 | 4 | CRC32C of bytes 20 to 63 and 72 up to the end of the lanes |
/// | 20 | 4 | process id of the owner |
/// | 24 | 8 | when the segment was begun, nanoseconds since 1970 in UTC |
/// | 32 | 8 | number of the segment among those of its journal |
/// | 40 | 8 | size of the segment in bytes |
/// | 48 | 4 | length of the resource |
/// | 52 | 4 | length of the resource's schema URL |
/// | 56 | 4 | length of the table of lanes |
/// | 60 | 1 | signal: 1 traces, 2 metrics, 3 logs |
/// | 61 | 1 | ``SegmentArea`` |
/// | 62 | 2 | zero |
/// | 64 | 8 | last sign of life of the owner, nanoseconds since 1970 in UTC, or 0; changes |
/// | 72 | | packed Resource, then the schema URL, then the table of lanes: for each the length of its name in 2 bytes and the name |
///
/// The header is written twice, one behind the other, so that one damaged place costs no more than the records in it; the
/// first record starts behind both. The magic of the first copy is written last of all: where it is zero, the process was
/// killed before it could write any record.
///
/// A segment says all that is needed to export its records as what they were, also by another process.
package struct SegmentHeader: Sendable, Hashable {
    /// `GLUEJRNL` in the order of the bytes.
    package static let magic: UInt64 = 0x4C4E_524A_4555_4C47
    package static let version: UInt32 = 2
    static let fixedSize = 72
    static let heartbeatOffset = 64

    package var owner: Int32
    package var beganUnixNano: UInt64
    package var sequence: UInt64
    package var size: UInt64
    /// A packed Resource.
    package var resource: [UInt8]
    /// UTF-8.
    package var schemaURL: [UInt8]
    /// The names of the lanes that ``LaneMarks`` speak of, in UTF-8.
    package var lanes: [[UInt8]]
    package var signal: OTLP.Signal
    package var area: SegmentArea

    package init(
        owner: Int32,
        beganUnixNano: UInt64,
        sequence: UInt64 = 0,
        size: UInt64 = 0,
        resource: [UInt8],
        schemaURL: [UInt8] = [],
        lanes: [[UInt8]] = [],
        signal: OTLP.Signal = .traces,
        area: SegmentArea = .queue
    ) {
        self.owner = owner
        self.beganUnixNano = beganUnixNano
        self.sequence = sequence
        self.size = size
        self.resource = resource
        self.schemaURL = schemaURL
        // A longer name does not fit the table, and a lane that is not in it has no marks.
        self.lanes = Array(lanes.prefix { $0.count <= UInt16.max }.prefix(LaneMarks.lanes))
        self.signal = signal
        self.area = area
    }

    private var lanesLength: Int { lanes.reduce(0) { $0 + 2 + $1.count } }
    private var contentLength: Int { Self.fixedSize + resource.count + schemaURL.count + lanesLength }

    /// Of one of the two copies.
    package var length: Int { (contentLength + 7) & ~7 }

    /// Where the first record starts.
    package var records: Int { 2 * length }
}

// MARK: - Writing

extension SegmentHeader {
    /// Writes both copies.
    ///
    /// - Returns: The checksum, with which those of the records begin.
    @discardableResult
    func write(to bytes: UnsafeMutableRawBufferPointer) -> UInt32 {
        let second = UnsafeMutableRawBufferPointer(rebasing: bytes[length..<records])
        let checksum = writeCopy(to: second)
        UnsafeMutableRawBufferPointer(rebasing: bytes[8..<length]).copyMemory(from: UnsafeRawBufferPointer(rebasing: second[8...]))
        bytes.baseAddress?.assumingMemoryBound(to: Atomic<UInt64>.self).pointee.store(Self.magic.littleEndian, ordering: .releasing)
        return checksum
    }

    private func writeCopy(to bytes: UnsafeMutableRawBufferPointer) -> UInt32 {
        func put(_ value: UInt32, at offset: Int) { bytes.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self) }
        func put(_ value: UInt64, at offset: Int) { bytes.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self) }
        put(Self.magic, at: 0)
        put(Self.version, at: 8)
        put(UInt32(length), at: 12)
        put(UInt32(bitPattern: owner), at: 20)
        put(beganUnixNano, at: 24)
        put(sequence, at: 32)
        put(size, at: 40)
        put(UInt32(resource.count), at: 48)
        put(UInt32(schemaURL.count), at: 52)
        put(UInt32(lanesLength), at: 56)
        put(UInt32(signal.code) | UInt32(area.rawValue) << 8, at: 60)
        put(UInt64(0), at: Self.heartbeatOffset)
        var variable = resource + schemaURL
        for lane in lanes { variable += [UInt8(lane.count & 0xFF), UInt8(lane.count >> 8)] + lane }
        variable += Array(repeating: 0, count: length - contentLength)
        UnsafeMutableRawBufferPointer(rebasing: bytes[Self.fixedSize..<length]).copyBytes(from: variable)
        let checksum = Self.checksum(UnsafeRawBufferPointer(bytes), end: contentLength)
        put(checksum, at: 16)
        return checksum
    }

    private static func checksum(_ bytes: UnsafeRawBufferPointer, end: Int) -> UInt32 {
        CRC32C.checksum(
            UnsafeRawBufferPointer(rebasing: bytes[fixedSize..<end]),
            continuing: CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[20..<heartbeatOffset]))
        )
    }
}

// MARK: - Reading

extension SegmentHeader {
    /// A header that was found in a segment.
    struct Found {
        let header: SegmentHeader
        /// With which the checksums of the records begin.
        let checksum: UInt32
        /// Whether both copies are what was written.
        let isWhole: Bool
    }

    /// Reads the header of a segment from either copy; nil where the bytes are not one of this version, or both are damaged.
    static func find(in bytes: UnsafeRawBufferPointer) -> Found? {
        if let (header, checksum) = copy(in: bytes) {
            let second = bytes.count >= header.records ? copy(in: .init(rebasing: bytes[header.length...])) : nil
            return Found(header: header, checksum: checksum, isWhole: second?.header == header)
        }
        var offset = fixedSize
        while offset + fixedSize <= bytes.count {
            if let (header, checksum) = copy(in: .init(rebasing: bytes[offset...])), header.length == offset {
                return Found(header: header, checksum: checksum, isWhole: false)
            }
            offset += 8
        }
        return nil
    }

    private static func copy(in bytes: UnsafeRawBufferPointer) -> (header: SegmentHeader, checksum: UInt32)? {
        guard bytes.count >= fixedSize, let start = bytes.baseAddress else { return nil }
        func word(_ offset: Int) -> UInt32 { UInt32(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
        func long(_ offset: Int) -> UInt64 { UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
        guard long(0) == magic, word(8) == version else { return nil }
        let resource = fixedSize..<fixedSize + Int(word(48))
        let schemaURL = resource.upperBound..<resource.upperBound + Int(word(52))
        let table = schemaURL.upperBound..<schemaURL.upperBound + Int(word(56))
        guard table.upperBound <= bytes.count, checksum(bytes, end: table.upperBound) == word(16),
            let signal = OTLP.Signal(code: bytes[60]), let area = SegmentArea(rawValue: bytes[61]),
            let lanes = lanes(in: .init(rebasing: bytes[table]))
        else { return nil }
        let header = SegmentHeader(
            owner: Int32(bitPattern: word(20)),
            beganUnixNano: long(24),
            sequence: long(32),
            size: long(40),
            resource: [UInt8](bytes[resource]),
            schemaURL: [UInt8](bytes[schemaURL]),
            lanes: lanes,
            signal: signal,
            area: area
        )
        guard header.length == Int(word(12)), header.length <= bytes.count else { return nil }
        return (header, word(16))
    }

    private static func lanes(in table: UnsafeRawBufferPointer) -> [[UInt8]]? {
        var lanes: [[UInt8]] = []
        var offset = 0
        while offset < table.count {
            guard offset + 2 <= table.count else { return nil }
            let end = offset + 2 + Int(table[offset]) + Int(table[offset + 1]) << 8
            guard end <= table.count else { return nil }
            lanes.append([UInt8](table[(offset + 2)..<end]))
            offset = end
        }
        return lanes
    }
}

extension OTLP.Signal {
    /// As it stands in a segment's header.
    var code: UInt8 {
        switch self {
        case .traces: 1
        case .metrics: 2
        case .logs: 3
        }
    }

    init?(code: UInt8) {
        guard let signal = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = signal
    }
}
