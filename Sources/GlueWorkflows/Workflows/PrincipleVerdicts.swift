/// What a critic said of each principle: `name: PASS` or `name: FAIL`.
struct PrincipleVerdicts: Sendable, Hashable {
    /// Those that the critic said are kept.
    let passed: Set<String>

    /// A principle that is not named, or of which no verdict follows before the next one is named, has not passed.
    init(_ text: String, of names: [String]) {
        let text = text.lowercased()
        let places = names.compactMap { name in Self.place(of: name.lowercased(), in: text).map { (name: name, range: $0) } }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        var passed: Set<String> = []
        for (number, place) in places.enumerated() {
            let end = number + 1 < places.count ? places[number + 1].range.lowerBound : text.endIndex
            guard place.range.upperBound <= end else { continue }
            if Self.isPass(text[place.range.upperBound..<end]) { passed.insert(place.name) }
        }
        self.passed = passed
    }

    /// The first verdict counts; "does not pass" is none.
    private static func isPass(_ text: Substring) -> Bool {
        let words = text.split { !$0.isLetter }
        let verdicts: Set<Substring> = ["pass", "passes", "passed", "fail", "fails", "failed"]
        guard let place = words.firstIndex(where: verdicts.contains) else { return false }
        return words[place].hasPrefix("pass") && !words[..<place].suffix(2).contains { ["not", "no", "never"].contains($0) }
    }

    /// Where a name stands as a word of its own.
    private static func place(of name: String, in text: String) -> Range<String.Index>? {
        text.ranges(of: name).first { range in
            let before = text[..<range.lowerBound].last
            let after = text[range.upperBound...].first
            return !(before?.isLetter ?? false) && !(after?.isLetter ?? false)
        }
    }
}
