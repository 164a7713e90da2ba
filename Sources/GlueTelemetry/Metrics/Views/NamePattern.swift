/// Names with wildcards: `*` for any characters, `?` for one. Instrument names do not differ by case.
enum NamePattern {
    static func matches(_ name: String, _ pattern: String) -> Bool {
        let name = Array(name.lowercased().utf8)
        let pattern = Array(pattern.lowercased().utf8)
        var at = 0
        var next = 0
        // The last star, and how much of the name it stands for so far: only that one ever has to be tried again.
        var star: (next: Int, at: Int)?
        while at < name.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                next += 1
                star = (next, at)
            } else if next < pattern.count, pattern[next] == UInt8(ascii: "?") || pattern[next] == name[at] {
                next += 1
                at += 1
            } else if let last = star {
                star = (last.next, last.at + 1)
                next = last.next
                at = last.at + 1
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
