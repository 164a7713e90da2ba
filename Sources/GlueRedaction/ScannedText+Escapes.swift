extension ScannedText {
    /// The text as it stands, and as it reads once the escapes of JSON are taken out, as often as JSON may be within JSON:
    /// `jane\u0040example.com` is an address too.
    var readings: [ScannedText] {
        var readings = [self]
        while readings.count <= Self.depth, let next = readings[readings.count - 1].unescaped() { readings.append(next) }
        return readings
    }

    /// Each reading costs as much as the first; deeper nesting than this is no accident any more.
    private static let depth = 3

    /// Nil where the text has no escapes.
    private func unescaped() -> ScannedText? {
        guard bytes.contains(UInt8(ascii: "\\")) else { return nil }
        var plain: [UInt8] = []
        var origins: [Int] = []
        plain.reserveCapacity(bytes.count)
        origins.reserveCapacity(bytes.count + 1)
        var position = 0
        while position < bytes.count {
            let escape = escape(at: position)
            if let escape {
                for byte in UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter { plain.append(byte) }
            } else {
                plain.append(bytes[position])
            }
            origins += repeatElement(origin(of: position), count: plain.count - origins.count)
            position += escape?.length ?? 1
        }
        guard plain.count < bytes.count else { return nil }
        origins.append(origin(of: bytes.count))
        return ScannedText(text: String(decoding: plain, as: UTF8.self), bytes: plain, origins: origins)
    }

    /// What an escape that begins at a place stands for; half of a surrogate pair for U+FFFD.
    private func escape(at start: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        guard bytes[start] == UInt8(ascii: "\\"), start + 1 < bytes.count else { return nil }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return (Unicode.Scalar(bytes[start + 1]), 2)
        case UInt8(ascii: "b"): return ("\u{8}", 2)
        case UInt8(ascii: "f"): return ("\u{C}", 2)
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        case UInt8(ascii: "u"):
            guard start + 6 <= bytes.count, bytes[(start + 2)..<(start + 6)].allSatisfy(\.isHexDigit),
                let unit = UInt32(String(decoding: bytes[(start + 2)..<(start + 6)], as: UTF8.self), radix: 16)
            else { return nil }
            return (Unicode.Scalar(unit) ?? "\u{FFFD}", 6)
        default: return nil
        }
    }
}
