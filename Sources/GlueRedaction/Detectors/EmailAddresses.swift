extension Detector {
    /// E-mail addresses with a domain of at least two parts.
    ///
    /// Source: RFC 5321, section 4.1.2, without quoted names; letters beyond ASCII by RFC 6531.
    public static let emailAddresses = Detector(name: "email", shortest: 6, landmarks: [Landmark("@")]) { text in
        // Neither side of an `@` reaches over another one, so every byte is looked at twice at most.
        text.bytes.indices.compactMap { at in
            guard text.bytes[at] == UInt8(ascii: "@"), let end = domainEnd(in: text, from: at + 1) else { return nil }
            let start = nameStart(in: text, before: at)
            return start < at ? start..<end : nil
        }
    }

    private static func nameStart(in text: ScannedText, before end: Int) -> Int {
        var start = end
        while start > 0 {
            if isNameByte(text.bytes[start - 1]), !text.isEscape(endingAt: start) {
                start -= 1
            } else if start > 1, 0x80...0xBF ~= text.bytes[start - 1], 0xC3...0xDF ~= text.bytes[start - 2] {
                // Latin, Greek and Cyrillic letters are two bytes long; scripts without spaces begin beyond them.
                start -= 2
            } else {
                break
            }
        }
        return start
    }

    private static func domainEnd(in text: ScannedText, from start: Int) -> Int? {
        var end = text.end(
            of: { $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || 0x80...0xDF ~= $0 },
            from: start
        )
        while end > start, !text.bytes[end - 1].isAlphanumeric, text.bytes[end - 1] < 0x80 { end -= 1 }
        let domain = text.bytes[start..<end]
        guard let point = domain.lastIndex(of: UInt8(ascii: ".")), point > start, end - point > 2,
            domain[(point + 1)...].allSatisfy({ $0.isLetter || $0 >= 0x80 }) || domain[(point + 1)...].starts(with: Array("xn--".utf8))
        else { return nil }
        return end
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "="),
            UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"),
            UInt8(ascii: "~"):
            true
        default: byte.isWord
        }
    }
}
