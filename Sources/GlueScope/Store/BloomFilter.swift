import GlueOTLP

/// A set that says "certainly not" or "perhaps", in little room.
///
/// All bits of a member lie in one line of the processor's cache, so that a look costs one access to memory.
///
/// Source: F. Putze, P. Sanders, J. Singler, "Cache-, Hash- and Space-Efficient Bloom Filters" (2007).
struct BloomFilter: Sendable, Hashable {
    private var words: [UInt64]

    /// - Parameter capacity: How many members it is made for, with about one false "perhaps" in 2,500. More of them make it say
    ///   "perhaps" more often.
    init(capacity: Int) {
        let lines = max((capacity * Self.bitsPerMember + 511) / 512, 1)
        words = [UInt64](repeating: 0, count: lines * 8)
    }

    /// Nil where the bytes are no filter.
    init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count % 64 == 0 else { return nil }
        words = [UInt64](repeating: 0, count: bytes.count / 8)
        words.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
    }

    private static let bitsPerMember = 20
    private static let bitsSet = 7

    var bytes: [UInt8] { words.withUnsafeBytes { Array($0) } }

    mutating func insert(_ hash: UInt64) {
        let line = line(of: hash)
        var bits = Self.mixed(hash)
        for _ in 0..<Self.bitsSet {
            words[line + Int(bits >> 6 & 7)] |= 1 << (bits & 63)
            bits >>= 9
        }
    }

    func mayContain(_ hash: UInt64) -> Bool {
        let line = line(of: hash)
        var bits = Self.mixed(hash)
        for _ in 0..<Self.bitsSet {
            guard words[line + Int(bits >> 6 & 7)] & 1 << (bits & 63) != 0 else { return false }
            bits >>= 9
        }
        return true
    }

    private func line(of hash: UInt64) -> Int { Int(hash.multipliedFullWidth(by: UInt64(words.count / 8)).high) * 8 }

    /// Other bits than those that choose the line.
    private static func mixed(_ hash: UInt64) -> UInt64 {
        let product = hash &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 29
    }

    /// Of a text, and of two as one.
    static func hash(_ text: String, _ more: String = "") -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in [text, "\u{0}", more] {
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return hash ^ hash >> 32 &* 0xD6E8_FEB8_6659_FD93
    }
}

extension OTLP.TraceID {
    /// Senders may count instead of drawing: the bits are spread.
    var filterHash: UInt64 {
        var hash = low ^ high &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
        hash &*= 0xD6E8_FEB8_6659_FD93
        hash ^= hash >> 32
        hash &*= 0xD6E8_FEB8_6659_FD93
        return hash ^ hash >> 32
    }
}
