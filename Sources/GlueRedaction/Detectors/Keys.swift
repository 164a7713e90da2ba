extension Detector {
    /// The whole values of keys that match a pattern, such as `enduser.id`, `http.request.header.*` or `*.password`.
    ///
    /// - Parameters:
    ///   - pattern: A `*` stands for any characters, also none; the case of letters matters.
    ///   - name: The label that stands in the place of a value.
    public static func keys(_ pattern: String, name: String = "redacted") -> Detector {
        let pattern = KeyPattern(pattern)
        return Detector(name, keys: pattern.matches)
    }
}

/// A key with `*` for any characters.
struct KeyPattern: Sendable {
    private let first: [UInt8]
    private let middle: [[UInt8]]
    /// Nil where there is no `*`.
    private let last: [UInt8]?

    init(_ pattern: String) {
        let pieces = pattern.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
        first = pieces.first ?? []
        middle = pieces.dropFirst().dropLast().filter { !$0.isEmpty }
        last = pieces.count > 1 ? pieces.last : nil
    }

    func matches(_ key: String) -> Bool {
        guard let last else { return key.utf8.elementsEqual(first) }
        var rest = Array(key.utf8)[...]
        guard rest.count >= first.count + last.count, rest.starts(with: first), rest.suffix(last.count).elementsEqual(last) else {
            return false
        }
        rest = rest.dropFirst(first.count).dropLast(last.count)
        // The first place for each piece is as good as any later one.
        for piece in middle {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
