internal import CCRC32C

/// The Castagnoli checksum that every record carries, by the processor's instruction where there is one.
///
/// Source: RFC 3720, appendix B.4.
package enum CRC32C {
    /// The checksum of some bytes.
    ///
    /// - Parameter crc: The checksum of what came before them.
    package static func checksum(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
        glue_crc32c(crc, bytes.baseAddress, bytes.count)
    }
}
