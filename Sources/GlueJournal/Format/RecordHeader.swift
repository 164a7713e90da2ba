package import GlueOTLP

/// The 64 bytes before every record of a segment, little-endian.
///
/// | offset | size | field |
/// |---|---|---|
/// | 0 | 4 | length of the record, this header and the padding to a multiple of 8 included |
/// | 4 | 4 | commit word, written last: ``committed`` once the record is whole, 0 before |
/// | 8 | 4 | CRC32C of bytes 20 up to the end of the last tail, begun with the checksum of the segment's header |
/// | 12 | 4 | ``LaneMarks`` of the lanes that have settled it |
/// | 16 | 4 | ``LaneMarks`` of the lanes that will not get it |
/// | 20 | 4 | number of the scope within the segment |
/// | 24 | 16 | trace id, as it goes over the wire |
/// | 40 | 8 | when it was written, nanoseconds since 1970 in UTC; 0 where that was not said |
/// | 48 | 4 | length of the base |
/// | 52 | 4 | length of the content tail |
/// | 56 | 4 | length of the recording tail |
/// | 60 | 1 | ``RecordKind`` |
/// | 61 | 1 | ``RecordFlags`` |
/// | 62 | 2 | zero |
///
/// The base is a whole message; a tail is made of whole fields of the same message, so that the base with any of its
/// tails behind it is a message too.
///
/// The checksum alone says whether a record is whole: length and commit word follow from it, and can be restored. As it
/// begins with that of the segment, a record that a payload quotes, or that memory still held, is not taken for one.
package struct RecordHeader: Sendable, Hashable {
    package static let size = 64
    /// `GLUE` in the order of the bytes.
    package static let committed: UInt32 = 0x4555_4C47

    static let checksumOffset = 8
    static let settledOffset = 12
    static let droppedOffset = 16
    /// Where the checksum begins.
    static let checked = 20

    package var kind: RecordKind
    package var flags: RecordFlags
    package var traceID: OTLP.TraceID
    package var scope: UInt32
    package var timeUnixNano: UInt64
    package var base: Int
    package var content: Int
    package var recording: Int

    package init(
        kind: RecordKind,
        flags: RecordFlags = [],
        traceID: OTLP.TraceID = .none,
        scope: UInt32,
        timeUnixNano: UInt64 = 0,
        base: Int,
        content: Int = 0,
        recording: Int = 0
    ) {
        self.kind = kind
        self.flags = flags
        self.traceID = traceID
        self.scope = scope
        self.timeUnixNano = timeUnixNano
        self.base = base
        self.content = content
        self.recording = recording
    }

    /// What follows the header, without padding.
    package var payload: Int { base + content + recording }

    /// The whole record. Records start at multiples of 8, so that the commit word can be written in one.
    package var length: Int { (Self.size + payload + 7) & ~7 }
}

extension RecordHeader {
    /// Reads a header; nil where the bytes are not one of a record that ends within the limit.
    ///
    /// Neither commit word nor checksum is looked at, nor the length word, which the other lengths imply.
    init?(at record: UnsafeRawPointer, limit: Int) {
        guard limit >= Self.size, let kind = RecordKind(rawValue: record.load(fromByteOffset: 60, as: UInt8.self)),
            record.load(fromByteOffset: 62, as: UInt16.self) == 0
        else { return nil }
        func word(_ offset: Int) -> UInt32 { UInt32(littleEndian: record.load(fromByteOffset: offset, as: UInt32.self)) }
        self.init(
            kind: kind,
            flags: RecordFlags(rawValue: record.load(fromByteOffset: 61, as: UInt8.self)),
            traceID: OTLP.TraceID(
                high: UInt64(bigEndian: record.load(fromByteOffset: 24, as: UInt64.self)),
                low: UInt64(bigEndian: record.load(fromByteOffset: 32, as: UInt64.self))
            ),
            scope: word(20),
            timeUnixNano: UInt64(littleEndian: record.load(fromByteOffset: 40, as: UInt64.self)),
            base: Int(word(48)),
            content: Int(word(52)),
            recording: Int(word(56))
        )
        guard length <= limit else { return nil }
    }

    /// Writes what the checksum covers.
    func write(to record: UnsafeMutableRawPointer) {
        record.storeBytes(of: scope.littleEndian, toByteOffset: 20, as: UInt32.self)
        record.storeBytes(of: traceID.high.bigEndian, toByteOffset: 24, as: UInt64.self)
        record.storeBytes(of: traceID.low.bigEndian, toByteOffset: 32, as: UInt64.self)
        record.storeBytes(of: timeUnixNano.littleEndian, toByteOffset: 40, as: UInt64.self)
        record.storeBytes(of: UInt32(base).littleEndian, toByteOffset: 48, as: UInt32.self)
        record.storeBytes(of: UInt32(content).littleEndian, toByteOffset: 52, as: UInt32.self)
        record.storeBytes(of: UInt32(recording).littleEndian, toByteOffset: 56, as: UInt32.self)
        record.storeBytes(of: kind.rawValue, toByteOffset: 60, as: UInt8.self)
        record.storeBytes(of: flags.rawValue, toByteOffset: 61, as: UInt8.self)
        record.storeBytes(of: 0, toByteOffset: 62, as: UInt16.self)
    }

    /// The checksum of a record whose header and payload stand in place.
    ///
    /// - Parameter seed: The checksum of the segment's header.
    func checksum(at record: UnsafeRawPointer, seed: UInt32) -> UInt32 {
        CRC32C.checksum(
            UnsafeRawBufferPointer(start: record + Self.checked, count: Self.size - Self.checked + payload),
            continuing: seed
        )
    }

    /// Whether a record that stands in place is what was written.
    func isIntact(at record: UnsafeRawPointer, seed: UInt32) -> Bool {
        UInt32(littleEndian: record.load(fromByteOffset: Self.checksumOffset, as: UInt32.self)) == checksum(at: record, seed: seed)
    }
}
