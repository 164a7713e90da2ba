extension Detector {
    /// Numbers of payment cards: of a known issuer, 13 to 19 digits, alone or in groups, and with the right check digit.
    ///
    /// Source: ISO/IEC 7812-1, annex B for the check digit.
    public static let cardNumbers = Detector(name: "card", shortest: 13, landmarks: nil) { text in
        var ranges: [Range<Int>] = []
        var position = 0
        while position < text.count {
            guard text.bytes[position].isDigit else {
                position += 1
                continue
            }
            if text.isBoundary(before: position), let end = CardNumber.end(in: text, from: position) {
                ranges.append(position..<end)
                position = end
            } else {
                position = text.end(of: \.isDigit, from: position)
            }
        }
        return ranges
    }
}

private enum CardNumber {
    /// The end of the card number that begins at a group of digits; the longest where there are several.
    static func end(in text: ScannedText, from start: Int) -> Int? {
        var digits: [UInt8] = []
        var found: Int?
        var position = start
        while position < text.count, digits.count <= 19 {
            // A group of more than 19 digits is no card, however long it is.
            let group = text.bytes[position...].prefix(20).prefix(while: \.isDigit)
            guard group.count >= 3 || !digits.isEmpty && !group.isEmpty else { break }
            digits += group.map { $0 - UInt8(ascii: "0") }
            position = group.endIndex
            let isEnd = position == text.count || !text.bytes[position].isWord
            if isEnd, isCard(digits) { found = position }
            guard position < text.count, [UInt8(ascii: " "), UInt8(ascii: "-")].contains(text.bytes[position]) else { break }
            position += 1
        }
        return found
    }

    private static func isCard(_ digits: [UInt8]) -> Bool {
        guard digits.count >= 13, digits.count <= 19, isIssued(digits) else { return false }
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            let value = Int(digit.element) << (digit.offset & 1)
            return sum + (value > 9 ? value - 9 : value)
        }
        return sum % 10 == 0
    }

    private static func isIssued(_ digits: [UInt8]) -> Bool {
        let four = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        return switch (four, digits.count) {
        case (4000...4999, 13), (4000...4999, 16), (4000...4999, 19): true
        case (5100...5599, 16), (2221...2720, 16): true
        case (3400...3499, 15), (3700...3799, 15): true
        case (3000...3059, 14...19), (3600...3699, 14...19), (3800...3999, 14...19), (3528...3589, 16...19): true
        case (5000...5099, 13...19), (5600...6999, 13...19): true
        default: false
        }
    }
}
