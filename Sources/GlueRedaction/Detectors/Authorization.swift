extension Detector {
    /// What follows `Bearer` or `Basic` and is a credential. The word itself stays.
    ///
    /// Source: RFC 6750, section 2.1; RFC 7617, section 2.
    public static let authorization = Detector(
        name: "token",
        shortest: 8,
        landmarks: [Landmark("bearer", ignoresCase: true), Landmark("basic", ignoresCase: true)]
    ) { text in
        var ranges: [Range<Int>] = []
        var position = 0
        while position < text.count {
            guard let range = credential(in: text, at: position) else {
                position += 1
                continue
            }
            ranges.append(range)
            position = range.upperBound
        }
        return ranges
    }

    /// JSON Web Tokens: three parts of base64url, of which the first two begin an object.
    ///
    /// Source: RFC 7519, section 3.
    public static let webTokens = Detector(name: "token", shortest: 7, landmarks: [Landmark("eyJ")]) { text in
        var ranges: [Range<Int>] = []
        var position = 0
        while position < text.count {
            guard text.bytes[position] == UInt8(ascii: "e"), text.isBoundary(before: position),
                text.bytes[position...].starts(with: objectStart)
            else {
                position += 1
                continue
            }
            let end = text.end(of: \.isWebTokenByte, from: position)
            let parts = text.bytes[position..<end].split(separator: UInt8(ascii: "."))
            if parts.count >= 2, parts[1].starts(with: objectStart) { ranges.append(position..<end) }
            position = end
        }
        return ranges
    }

    /// `{"` in base64.
    private static let objectStart = Array("eyJ".utf8)

    private static func credential(in text: ScannedText, at start: Int) -> Range<Int>? {
        guard text.bytes[start].lowercased == UInt8(ascii: "b"), text.isBoundary(before: start) else { return nil }
        let isBearer = text.has("bearer", at: start)
        guard isBearer || text.has("basic", at: start) else { return nil }
        let word = start + (isBearer ? 6 : 5)
        let value = text.end(of: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "+") }, from: word)
        guard value > word else { return nil }
        let end = endOfToken(in: text, from: value)
        let token = text.bytes[value..<end]
        guard isBearer ? looksLikeToken(token) : isUserAndPassword(token) else { return nil }
        return value..<end
    }

    private static func endOfToken(in text: ScannedText, from start: Int) -> Int {
        var end = text.end(of: \.isTokenByte, from: start)
        // Some write `/` in JSON as `\/`.
        while end + 1 < text.count, text.bytes[end] == UInt8(ascii: "\\"), text.bytes[end + 1] == UInt8(ascii: "/") {
            end = text.end(of: \.isTokenByte, from: end + 1)
        }
        return end
    }

    /// Whether it is more than the next word of a sentence such as "bearer of news".
    private static func looksLikeToken(_ token: ArraySlice<UInt8>) -> Bool {
        token.count >= 20 || token.count >= 6 && token.contains { $0.isDigit || $0 == UInt8(ascii: "_") }
    }

    private static func isUserAndPassword(_ token: ArraySlice<UInt8>) -> Bool {
        var bits: UInt32 = 0
        var count = 0
        for byte in token {
            guard let value = byte.base64Value else { continue }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            if UInt8(truncatingIfNeeded: bits >> UInt32(count)) == UInt8(ascii: ":") { return true }
        }
        return false
    }
}

extension UInt8 {
    /// A byte of `token68`; an asterisk where it was masked.
    fileprivate var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: "*"): true
        default: isWebTokenByte
        }
    }

    /// A byte of base64url, or the point between the parts.
    fileprivate var isWebTokenByte: Bool { isWord || self == UInt8(ascii: "-") || self == UInt8(ascii: ".") }

    fileprivate var base64Value: UInt8? {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): self - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
