import GlueJSON

/// Makes equal what differs from run to run although nothing changed: ids by the order in which they appear, dates and
/// times by their kind.
///
/// An id is a UUID, a word that is joined by `_` or `-` from a name and at least eight letters and digits of both kinds
/// (`call_9c3d889dee`), or sixteen hexadecimal digits and more.
struct VolatileText {
    private var ids: [String: Int] = [:]

    mutating func steady(_ json: JSONValue) -> JSONValue {
        switch json {
        case .string(let text): return .string(steady(text))
        case .array(let elements): return .array(elements.map { steady($0) })
        case .object(let object):
            return .object(
                JSONObject(
                    object.map { member in
                        // A tool call's id is one whatever it looks like.
                        if member.key == "id", let id = member.value.string { return (member.key, .string(name(of: id))) }
                        return (member.key, steady(member.value))
                    }
                )
            )
        default: return json
        }
    }

    mutating func steady(_ text: String) -> String {
        var result = ""
        var word = ""
        for character in text {
            if character.isASCII, character.isLetter || character.isNumber || "_-:.+".contains(character) {
                word.append(character)
            } else {
                result += steady(word: word)
                result.append(character)
                word = ""
            }
        }
        return result + steady(word: word)
    }

    private mutating func steady(word: String) -> String {
        guard word.utf8.count >= 5, word.utf8.contains(where: \.isDigit) else { return word }
        let end = word.reversed().prefix { ".:-+".contains($0) }.count
        let core = word.dropLast(end)
        let tail = word.suffix(end)
        if Self.isDate(core) { return "<time>" + tail }
        return Self.isID(core) ? name(of: String(core)) + tail : word
    }

    private mutating func name(of id: String) -> String {
        let number = ids[id] ?? ids.count + 1
        ids[id] = number
        return "<id \(number)>"
    }

    /// `2026-11-24`, with a time behind it or not, or a time alone such as `22:10:05`.
    private static func isDate(_ word: Substring) -> Bool {
        let shape = word.utf8.map { $0.isDigit ? UInt8(ascii: "0") : $0 }
        func begins(_ text: StaticString) -> Bool { text.withUTF8Buffer { shape.starts(with: $0) } }
        if begins("0000-00-00") { return shape.count == 10 || shape[10] == UInt8(ascii: "T") || shape[10] == UInt8(ascii: "_") }
        guard begins("00:00:00") || begins("00:00") else { return false }
        return shape.allSatisfy { $0 == UInt8(ascii: "0") || ".:+-Z".utf8.contains($0) }
    }

    private static func isID(_ word: Substring) -> Bool {
        let groups = word.split(separator: "-", omittingEmptySubsequences: false)
        if groups.map(\.utf8.count) == [8, 4, 4, 4, 12], groups.allSatisfy({ $0.utf8.allSatisfy(\.isHexadecimal) }) { return true }
        if word.utf8.count >= 16, word.utf8.allSatisfy(\.isHexadecimal) { return true }
        guard let joint = word.lastIndex(where: { $0 == "_" || $0 == "-" }), joint != word.startIndex else { return false }
        let code = word[word.index(after: joint)...].utf8
        return code.count >= 8 && code.contains(where: \.isDigit) && code.contains { !$0.isDigit }
            && code.allSatisfy { $0.isDigit || $0.isLetter }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    fileprivate var isLetter: Bool { (self | 0x20) >= UInt8(ascii: "a") && (self | 0x20) <= UInt8(ascii: "z") }
    fileprivate var isHexadecimal: Bool { isDigit || (self | 0x20) >= UInt8(ascii: "a") && (self | 0x20) <= UInt8(ascii: "f") }
}
