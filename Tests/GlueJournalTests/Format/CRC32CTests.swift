import CCRC32C
import GlueJournal
import Testing

@Suite("CRC32C")
struct CRC32CTests {
    static let examples: [([UInt8], UInt32)] = [
        ([], 0),
        (Array("123456789".utf8), 0xE306_9283),
        (Array(repeating: 0, count: 32), 0x8A91_36AA),
        (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
        (Array(0..<32), 0x46DD_794E),
        (Array((0..<32).reversed()), 0x113F_DB5C),
    ]

    @Test("The examples of RFC 3720 come out, by instruction and by table", arguments: examples)
    func vectors(bytes: [UInt8], checksum: UInt32) {
        #expect(bytes.withUnsafeBytes { CRC32C.checksum($0) } == checksum)
        #expect(bytes.withUnsafeBytes { glue_crc32c_portable(0, $0.baseAddress, $0.count) } == checksum)
    }

    @Test("Both ways agree at every length and start, also in two pieces")
    func agreement() {
        let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
        for start in 0..<9 {
            for end in start...bytes.count {
                let slice = Array(bytes[start..<end])
                let table = slice.withUnsafeBytes { glue_crc32c_portable(0, $0.baseAddress, $0.count) }
                let pieces = bytes.withUnsafeBytes { buffer in
                    let middle = (start + end) / 2
                    return CRC32C.checksum(
                        UnsafeRawBufferPointer(rebasing: buffer[middle..<end]),
                        continuing: CRC32C.checksum(UnsafeRawBufferPointer(rebasing: buffer[start..<middle]))
                    )
                }
                #expect(pieces == table)
            }
        }
    }

    @Test("Both ways agree on what is longer than the instruction takes at once")
    func agreementOnLongOnes() {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ 7) }
        for end in stride(from: 3000, through: bytes.count, by: 101) {
            bytes[..<end].withUnsafeBytes { slice in
                #expect(CRC32C.checksum(slice) == glue_crc32c_portable(0, slice.baseAddress, slice.count), "\(end) bytes")
            }
        }
    }
}
