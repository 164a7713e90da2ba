/// A text as its bytes, with what all detectors ask of it.
struct ScannedText {
    let text: String
    let bytes: [UInt8]
    /// Where each byte, and the end, stands in the text that was given; nil where they are the same.
    private let origins: [Int]?

    init(_ text: String) {
        self.init(text: text, bytes: Array(text.utf8), origins: nil)
    }

    init(text: String, bytes: [UInt8], origins: [Int]?) {
        self.text = text
        self.bytes = bytes
        self.origins = origins
    }

    func origin(of position: Int) -> Int { origins?[position] ?? position }

    /// A range in the text that was given.
    func original(_ range: Range<Int>) -> Range<Int> { origin(of: range.lowerBound)..<origin(of: range.upperBound) }

    var count: Int { bytes.count }

    /// The end of the bytes from `start` on that belong to a class.
    func end(of class: (UInt8) -> Bool, from start: Int) -> Int {
        var position = start
        while position < bytes.count, `class`(bytes[position]) { position += 1 }
        return position
    }

    /// Whether these bytes stand at a place, whatever the case of its letters.
    ///
    /// - Parameter prefix: In lower case.
    func has(_ prefix: StaticString, at start: Int) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard start >= 0, start + length <= bytes.count else { return false }
        for offset in 0..<length where bytes[start + offset].lowercased != prefix.utf8Start[offset] { return false }
        return true
    }

    /// Whether a word may begin at a place: nothing of a word stands before it.
    ///
    /// What is scanned may be JSON within JSON, where the `n` of `\nsk-…` is half of a line break and part of no word.
    func isBoundary(before start: Int) -> Bool {
        guard start > 0, bytes[start - 1].isWord else { return true }
        return isEscape(endingAt: start)
    }

    /// Whether an escape of JSON, such as `\n` or `\u000a`, ends at a place.
    func isEscape(endingAt end: Int) -> Bool {
        if end >= 2, bytes[end - 2] == UInt8(ascii: "\\") {
            switch bytes[end - 1] {
            case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return true
            default: break
            }
        }
        return end >= 6 && bytes[end - 6] == UInt8(ascii: "\\") && bytes[end - 5] == UInt8(ascii: "u")
            && bytes[(end - 4)..<end].allSatisfy(\.isHexDigit)
    }
}

extension UInt8 {
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
    var isUppercase: Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self }
    var isLetter: Bool { isUppercase || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self }
    var isHexDigit: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= lowercased }
    var isAlphanumeric: Bool { isDigit || isLetter }
    /// A part of a word of ASCII. Others are none: Japanese puts no space before a key.
    var isWord: Bool { isAlphanumeric || self == UInt8(ascii: "_") }
    var lowercased: UInt8 { isUppercase ? self | 0x20 : self }
}
