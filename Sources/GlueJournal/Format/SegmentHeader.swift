/// What stands at the beginning of a segment: who wrote it, and for which resource.
///
/// | offset | size | field |
/// |---|---|---|
/// | 0 | 8 | ``magic`` |
/// | 8 | 4 | ``version`` of the format |
/// | 12 | 4 | length of the header with the resource, a multiple of 8: where the first record starts |
/// | 16 | 4 | CRC32C of bytes 20 up to the end of the resource |
/// | 20 | 4 | process id of the owner |
/// | 24 | 8 | when the segment was begun, nanoseconds since 1970 in UTC |
/// | 32 | 4 | length of the resource |
/// | 36 | 4 | length of the resource's schema URL |
/// | 40 | | packed Resource, then the schema URL |
///
/// A segment says all that is needed to export its records as what they were, also by another process.
package struct SegmentHeader: Sendable, Hashable {
    /// `GLUEJRNL` in the order of the bytes.
    package static let magic: UInt64 = 0x4C4E_524A_4555_4C47
    package static let version: UInt32 = 1
    static let fixedSize = 40

    package var owner: Int32
    package var beganUnixNano: UInt64
    /// A packed Resource.
    package var resource: [UInt8]
    /// UTF-8.
    package var schemaURL: [UInt8]

    package init(owner: Int32, beganUnixNano: UInt64, resource: [UInt8], schemaURL: [UInt8] = []) {
        self.owner = owner
        self.beganUnixNano = beganUnixNano
        self.resource = resource
        self.schemaURL = schemaURL
    }

    /// Where the first record starts.
    package var length: Int { (Self.fixedSize + resource.count + schemaURL.count + 7) & ~7 }
}

extension SegmentHeader {
    /// Reads the header of a segment; nil where the bytes are not one of this version, or damaged.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.fixedSize, let start = bytes.baseAddress,
            UInt64(littleEndian: start.load(as: UInt64.self)) == Self.magic
        else { return nil }
        func word(_ offset: Int) -> UInt32 { UInt32(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
        let resource = Self.fixedSize..<Self.fixedSize + Int(word(32))
        let schemaURL = resource.upperBound..<resource.upperBound + Int(word(36))
        guard word(8) == Self.version, schemaURL.upperBound <= bytes.count,
            CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[20..<schemaURL.upperBound])) == word(16)
        else { return nil }
        self.init(
            owner: Int32(bitPattern: word(20)),
            beganUnixNano: UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 24, as: UInt64.self)),
            resource: [UInt8](bytes[resource]),
            schemaURL: [UInt8](bytes[schemaURL])
        )
        guard length == Int(word(12)), length <= bytes.count else { return nil }
    }

    func write(to bytes: UnsafeMutableRawBufferPointer) {
        bytes.storeBytes(of: Self.magic.littleEndian, toByteOffset: 0, as: UInt64.self)
        bytes.storeBytes(of: Self.version.littleEndian, toByteOffset: 8, as: UInt32.self)
        bytes.storeBytes(of: UInt32(length).littleEndian, toByteOffset: 12, as: UInt32.self)
        bytes.storeBytes(of: UInt32(bitPattern: owner).littleEndian, toByteOffset: 20, as: UInt32.self)
        bytes.storeBytes(of: beganUnixNano.littleEndian, toByteOffset: 24, as: UInt64.self)
        bytes.storeBytes(of: UInt32(resource.count).littleEndian, toByteOffset: 32, as: UInt32.self)
        bytes.storeBytes(of: UInt32(schemaURL.count).littleEndian, toByteOffset: 36, as: UInt32.self)
        let end = Self.fixedSize + resource.count + schemaURL.count
        UnsafeMutableRawBufferPointer(rebasing: bytes[Self.fixedSize..<end]).copyBytes(from: resource + schemaURL)
        let checksum = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[20..<end]))
        bytes.storeBytes(of: checksum.littleEndian, toByteOffset: 16, as: UInt32.self)
    }
}
