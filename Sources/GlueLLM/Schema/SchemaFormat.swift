/// The forms of texts that ``JSONSchema/validate(_:nullIsAbsent:)`` knows, by their names in `format`.
///
/// Source: JSON Schema draft 2020-12, section 7.3; RFC 3339, section 5.6; RFC 9562, section 4.
public enum SchemaFormat: String, Sendable, Hashable {
    case dateTime = "date-time"
    case date
    case time
    case email
    case uuid

    var expectation: String {
        switch self {
        case .dateTime: "a time such as 2026-01-31T23:59:00Z"
        case .date: "a date such as 2026-01-31"
        case .time: "a time of day such as 23:59:00Z"
        case .email: "an e-mail address"
        case .uuid: "a UUID"
        }
    }

    func fits(_ text: String) -> Bool {
        var text = Scanner(text)
        switch self {
        case .dateTime: return text.date() && text.skip("Tt ") && text.time() && text.isAtEnd
        case .date: return text.date() && text.isAtEnd
        case .time: return text.time() && text.isAtEnd
        case .email: return text.email()
        case .uuid: return text.uuid() && text.isAtEnd
        }
    }

    /// Reads a text byte by byte; each part says whether it was there.
    private struct Scanner {
        private var rest: ArraySlice<UInt8>

        init(_ text: String) { rest = Array(text.utf8)[...] }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func skip(_ choice: StaticString) -> Bool {
            guard let byte = rest.first, "\(choice)".utf8.contains(byte) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(digits: Int, in range: ClosedRange<Int>) -> Int? {
            let text = rest.prefix(digits)
            guard text.count == digits, text.allSatisfy(Self.isDigit) else { return nil }
            rest = rest.dropFirst(digits)
            let number = text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            return range.contains(number) ? number : nil
        }

        mutating func date() -> Bool {
            guard let year = number(digits: 4, in: 0...9999), skip("-"), let month = number(digits: 2, in: 1...12), skip("-") else {
                return false
            }
            let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
            let days = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
            return number(digits: 2, in: 1...days) != nil
        }

        mutating func time() -> Bool {
            guard number(digits: 2, in: 0...23) != nil, skip(":"), number(digits: 2, in: 0...59) != nil, skip(":"),
                // The sixtieth second is a leap second.
                number(digits: 2, in: 0...60) != nil
            else { return false }
            if skip(".") {
                let digits = rest.prefix(while: Self.isDigit).count
                guard digits > 0 else { return false }
                rest = rest.dropFirst(digits)
            }
            if skip("Zz") { return true }
            return skip("+-") && number(digits: 2, in: 0...23) != nil && skip(":") && number(digits: 2, in: 0...59) != nil
        }

        /// A local part and a domain of labels; what mail servers take beyond that, models do not write.
        mutating func email() -> Bool {
            guard let at = rest.lastIndex(of: UInt8(ascii: "@")) else { return false }
            let local = rest[..<at]
            let labels = rest[rest.index(after: at)...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            return (1...64).contains(local.count) && local.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "@") && $0 != 0x7F }
                && local.first != UInt8(ascii: ".") && local.last != UInt8(ascii: ".")
                && labels.allSatisfy { label in
                    !label.isEmpty && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                        && label.allSatisfy { $0 >= 0x80 || Self.isDigit($0) || Self.isLetter($0) || $0 == UInt8(ascii: "-") }
                }
        }

        mutating func uuid() -> Bool {
            for (index, count) in [8, 4, 4, 4, 12].enumerated() {
                if index > 0, !skip("-") { return false }
                let digits = rest.prefix(count)
                guard digits.count == count, digits.allSatisfy(Self.isHexadecimal) else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }

        private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        private static func isHexadecimal(_ byte: UInt8) -> Bool {
            isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
        }
    }
}
