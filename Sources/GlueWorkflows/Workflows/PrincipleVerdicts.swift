/// What a critic said of each principle: `name: PASS` or `name: FAIL`.
struct PrincipleVerdicts: Sendable, Hashable {
    /// Those that the critic said are kept.
    let passed: Set<String>

    /// A principle of which no verdict stands behind its name and a colon has not passed, whatever is said of it otherwise.
    init(_ text: String, of names: [String]) {
        let text = text.lowercased()
        passed = Set(names.filter { Self.isPassed($0.lowercased(), in: text) })
    }

    /// The first verdict on a name counts.
    private static func isPassed(_ name: String, in text: String) -> Bool {
        for range in text.ranges(of: name) {
            guard !(text[..<range.lowerBound].last?.isLetter ?? false) else { continue }
            // Names and verdicts are often set in bold.
            let rest = text[range.upperBound...].drop { "*_`\"' ".contains($0) }
            guard let mark = rest.first, mark == ":" || mark == "=" else { continue }
            switch rest.dropFirst().drop(while: { !$0.isLetter && !$0.isNewline }).prefix(while: \.isLetter) {
            case "pass", "passed", "passes": return true
            case "fail", "failed", "fails": return false
            default: continue
            }
        }
        return false
    }
}
