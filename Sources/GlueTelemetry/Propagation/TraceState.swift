/// The members of a `tracestate` header, in their order.
///
/// Source: W3C Trace Context Level 2, section 3.3.
struct TraceState: Sendable, Hashable {
    static let mostMembers = 32
    /// How much is passed on at least; what is longer may be cut.
    static let longest = 512

    private(set) var members: [(key: Substring, value: Substring)]

    /// Nil where a member is not valid, a key repeats, or there are too many.
    init?(header: String) {
        members = []
        for item in header.split(separator: ",", omittingEmptySubsequences: true) {
            let item = item.trimmedOfBlanks
            if item.isEmpty { continue }
            guard let equals = item.firstIndex(of: "=") else { return nil }
            let member = (key: item[..<equals], value: item[item.index(after: equals)...])
            guard Self.isKey(member.key), Self.isValue(member.value), !members.contains(where: { $0.key == member.key }) else { return nil }
            members.append(member)
        }
        guard members.count <= Self.mostMembers else { return nil }
    }

    /// The header's value, cut to its length by whole members: long ones first, then from the right.
    var header: String {
        var kept = members.map { "\($0.key)=\($0.value)" }
        func length() -> Int { kept.reduce(kept.count - 1) { $0 + $1.utf8.count } }
        while length() > Self.longest, let long = kept.lastIndex(where: { $0.utf8.count > 128 }) { kept.remove(at: long) }
        while length() > Self.longest { kept.removeLast() }
        return kept.joined(separator: ",")
    }

    private static func isKey(_ key: Substring) -> Bool {
        guard (1...256).contains(key.utf8.count), let first = key.utf8.first else { return false }
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        return isAlphanumeric(first) && key.utf8.allSatisfy { isAlphanumeric($0) || "_-*/@".utf8.contains($0) }
    }

    private static func isValue(_ value: Substring) -> Bool {
        (1...256).contains(value.utf8.count) && value.last != " "
            && value.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }

    static func == (left: Self, right: Self) -> Bool { left.header == right.header }
    func hash(into hasher: inout Hasher) { hasher.combine(header) }
}
