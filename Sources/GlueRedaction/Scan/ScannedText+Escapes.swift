extension ScannedText {
    /// How often escapes are taken out. Each reading costs as much as the first; deeper nesting than this is no accident any
    /// more.
    static let depth = 3

    /// The text as it reads once the escapes of JSON and of URLs are taken out, which one may hold within another:
    /// `jane\u0040example.com` and `jane%40example.com` are addresses too. Nil where there are none.
    ///
    /// Source: RFC 8259, section 7; RFC 3986, section 2.1.
    func unescaped() -> ScannedText? {
        guard bytes.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "%") }) else { return nil }
        var plain: [UInt8] = []
        var origins: [Int] = []
        plain.reserveCapacity(bytes.count)
        origins.reserveCapacity(bytes.count + 1)
        var position = 0
        while position < bytes.count {
            var length = 1
            if let escape = escape(at: position) {
                for byte in UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter { plain.append(byte) }
                length = escape.length
            } else if let byte = percentEncodedByte(at: position) {
                plain.append(byte)
                length = 3
            } else {
                plain.append(bytes[position])
            }
            while origins.count < plain.count { origins.append(origin(of: position)) }
            position += length
        }
        guard plain.count < bytes.count else { return nil }
        origins.append(origin(of: bytes.count))
        return ScannedText(text: String(decoding: plain, as: UTF8.self), bytes: plain, origins: origins)
    }

    private func percentEncodedByte(at start: Int) -> UInt8? {
        guard bytes[start] == UInt8(ascii: "%"), start + 2 < bytes.count, let high = bytes[start + 1].hexValue,
            let low = bytes[start + 2].hexValue
        else { return nil }
        return high << 4 | low
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

extension UInt8 {
    fileprivate var hexValue: UInt8? {
        isDigit ? self - UInt8(ascii: "0") : isHexDigit ? lowercased - UInt8(ascii: "a") + 10 : nil
    }
}
