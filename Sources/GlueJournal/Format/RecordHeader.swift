package import GlueOTLP

/// The 48 bytes before every record of a segment, little-endian.
///
/// | offset | size | field |
/// |---|---|---|
/// | 0 | 4 | length of the record, this header and the padding to a multiple of 8 included |
/// | 4 | 4 | commit word, written last: ``committed`` once the record is whole, 0 before |
/// | 8 | 4 | CRC32C of bytes 12 up to the end of the last tail |
/// | 12 | 1 | ``RecordKind`` |
/// | 13 | 1 | ``RecordFlags`` |
/// | 14 | 2 | zero |
/// | 16 | 16 | trace id, as it goes over the wire |
/// | 32 | 4 | number of the scope within the segment |
/// | 36 | 4 | length of the base |
/// | 40 | 4 | length of the content tail |
/// | 44 | 4 | length of the recording tail |
///
/// The base is a whole message; a tail is made of whole fields of the same message, so that the base with any of its
/// tails behind it is a message too.
package struct RecordHeader: Sendable, Hashable {
    package static let size = 48
    /// `GLUE` in the order of the bytes.
    package static let committed: UInt32 = 0x4555_4C47

    package var kind: RecordKind
    package var flags: RecordFlags
    package var traceID: OTLP.TraceID
    package var scope: UInt32
    package var base: Int
    package var content: Int
    package var recording: Int

    package init(
        kind: RecordKind,
        flags: RecordFlags = [],
        traceID: OTLP.TraceID = .none,
        scope: UInt32,
        base: Int,
        content: Int = 0,
        recording: Int = 0
    ) {
        self.kind = kind
        self.flags = flags
        self.traceID = traceID
        self.scope = scope
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
    /// Reads the header of a record that is committed; nil where the bytes are not one.
    init?(at record: UnsafeRawPointer, limit: Int) {
        guard limit >= Self.size, let kind = RecordKind(rawValue: record.load(fromByteOffset: 12, as: UInt8.self)) else { return nil }
        func word(_ offset: Int) -> Int { Int(UInt32(littleEndian: record.load(fromByteOffset: offset, as: UInt32.self))) }
        self.init(
            kind: kind,
            flags: RecordFlags(rawValue: record.load(fromByteOffset: 13, as: UInt8.self)),
            traceID: OTLP.TraceID(
                high: UInt64(bigEndian: record.load(fromByteOffset: 16, as: UInt64.self)),
                low: UInt64(bigEndian: record.load(fromByteOffset: 24, as: UInt64.self))
            ),
            scope: UInt32(word(32)),
            base: word(36),
            content: word(40),
            recording: word(44)
        )
        guard length == word(0), length <= limit else { return nil }
    }

    /// Writes all but length, commit word and checksum.
    func write(to record: UnsafeMutableRawPointer) {
        record.storeBytes(of: kind.rawValue, toByteOffset: 12, as: UInt8.self)
        record.storeBytes(of: flags.rawValue, toByteOffset: 13, as: UInt8.self)
        record.storeBytes(of: 0, toByteOffset: 14, as: UInt16.self)
        record.storeBytes(of: traceID.high.bigEndian, toByteOffset: 16, as: UInt64.self)
        record.storeBytes(of: traceID.low.bigEndian, toByteOffset: 24, as: UInt64.self)
        record.storeBytes(of: scope.littleEndian, toByteOffset: 32, as: UInt32.self)
        record.storeBytes(of: UInt32(base).littleEndian, toByteOffset: 36, as: UInt32.self)
        record.storeBytes(of: UInt32(content).littleEndian, toByteOffset: 40, as: UInt32.self)
        record.storeBytes(of: UInt32(recording).littleEndian, toByteOffset: 44, as: UInt32.self)
    }
}
