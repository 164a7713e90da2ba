extension Detector {
    /// Phone numbers: those with a `+` and the country's number, and North American ones in three groups.
    ///
    /// Other numbers without a `+` look like any count, and are left alone.
    ///
    /// Source: ITU-T E.164 (at most 15 digits); North American Numbering Plan.
    public static let phoneNumbers = Detector(name: "phone", shortest: 8, landmarks: nil) { text in
        DigitGroups.all(in: text).filter(\.isPhoneNumber).map(\.range)
    }

    /// US social security numbers, in their three groups.
    ///
    /// Source: Social Security Administration, "Social Security Number Randomization": which groups are never given out.
    public static let socialSecurityNumbers = Detector(name: "ssn", shortest: 11, landmarks: nil) { text in
        DigitGroups.all(in: text).filter { $0.isSocialSecurityNumber(in: text) }.map(\.range)
    }
}

/// Digits that stand together, in groups with one mark between them.
private struct DigitGroups {
    var range: Range<Int>
    var groups: [Range<Int>]
    var hasPlus: Bool
    /// The marks between the groups.
    var marks: [UInt8]

    static func all(in text: ScannedText) -> [DigitGroups] {
        var found: [DigitGroups] = []
        var position = 0
        while position < text.count {
            guard let groups = DigitGroups(text, at: position) else {
                position += 1
                continue
            }
            found.append(groups)
            position = groups.range.upperBound
        }
        return found
    }

    private init?(_ text: ScannedText, at start: Int) {
        let bytes = text.bytes
        guard text.isBoundary(before: start) else { return nil }
        var position = start
        hasPlus = bytes[position] == UInt8(ascii: "+")
        if hasPlus { position += 1 }
        groups = []
        marks = []
        while true {
            let isOpen = position < bytes.count && bytes[position] == UInt8(ascii: "(")
            let end = text.end(of: Self.isDigit, from: isOpen ? position + 1 : position)
            guard end > (isOpen ? position + 1 : position) else { break }
            var next = end
            if isOpen {
                guard next < bytes.count, bytes[next] == UInt8(ascii: ")") else { break }
                next += 1
            }
            groups.append((isOpen ? position + 1 : position)..<end)
            position = next
            guard position < bytes.count, Self.isMark(bytes[position]) else { break }
            marks.append(bytes[position])
            position += 1
        }
        guard let last = groups.last else { return nil }
        if marks.count >= groups.count { marks.removeLast() }
        range = start..<last.upperBound
        // A number that a word goes on from, or a decimal, is none of these.
        if last.upperBound < bytes.count, bytes[last.upperBound].isWord { return nil }
    }

    private var lengths: [Int] { groups.map(\.count) }

    var isPhoneNumber: Bool {
        let count = lengths.reduce(0, +)
        if hasPlus { return (8...15).contains(count) }
        return lengths == [3, 3, 4] || lengths == [1, 3, 3, 4]
    }

    func isSocialSecurityNumber(in text: ScannedText) -> Bool {
        guard lengths == [3, 2, 4], !hasPlus, Set(marks).count == 1, marks[0] != UInt8(ascii: ".") else { return false }
        let area = text.bytes[groups[0]].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return area != 0 && area != 666 && area < 900 && !text.bytes[groups[1]].allSatisfy { $0 == UInt8(ascii: "0") }
            && !text.bytes[groups[2]].allSatisfy { $0 == UInt8(ascii: "0") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}
