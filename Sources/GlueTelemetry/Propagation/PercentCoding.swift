/// Percent encoding of RFC 3986, section 2.1.
package enum PercentCoding {
    package static func encoded(_ text: some StringProtocol, keeping isKept: (UInt8) -> Bool) -> String {
        var output: [UInt8] = []
        for byte in text.utf8 {
            if isKept(byte) {
                output.append(byte)
            } else {
                output += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 0x0F)]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// A part of a path or a query: all but the unreserved characters is encoded.
    package static func component(_ text: some StringProtocol) -> String {
        encoded(text) { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
            default: false
            }
        }
    }

    /// Where two digits do not follow a `%`, it stays; bytes that are no UTF-8 become U+FFFD.
    package static func decoded(_ text: some StringProtocol) -> String { String(decoding: bytes(text).bytes, as: UTF8.self) }

    /// Nil where two digits do not follow a `%`, or the bytes are no UTF-8.
    static func strictlyDecoded(_ text: some StringProtocol) -> String? {
        let (bytes, isWhole) = bytes(text)
        return isWhole ? String(validating: bytes, as: UTF8.self) : nil
    }

    private static func bytes(_ text: some StringProtocol) -> (bytes: [UInt8], isWhole: Bool) {
        var output: [UInt8] = []
        var isWhole = true
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                output.append(byte)
                continue
            }
            if let high = rest.first.flatMap(value), let low = rest.dropFirst().first.flatMap(value) {
                output.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                output.append(byte)
                isWhole = false
            }
        }
        return (output, isWhole)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
