/// Counts tokens while it walks over a text, one run of letters of a kind after the other. It counts in hundredths.
struct TokenScan {
    private var total = 0
    private var run = Run()
    /// The class before the run.
    private var before: ScalarClass?

    private struct Run {
        var kind: ScalarClass?
        var count = 0
        var capitals = 0
        var marks = 0
        var first: Unicode.Scalar?
        var isUniform = true
        var endsWithSpace = false
    }

    mutating func add(_ kind: ScalarClass, _ scalar: Unicode.Scalar) {
        if !continues(kind) {
            close(next: kind)
            run.kind = kind
            run.first = scalar
        }
        run.count += 1
        if kind == .capital { run.capitals += 1 }
        if kind == .marked { run.marks += 1 }
        if scalar != run.first { run.isUniform = false }
        run.endsWithSpace = kind == .space
    }

    /// Whether a letter belongs to the run so far: capitals begin words, white space after a line's end is its indentation.
    private func continues(_ kind: ScalarClass) -> Bool {
        switch (run.kind, kind) {
        case (.capital, .capital): run.count == run.capitals
        case (.capital, .small), (.capital, .marked), (.small, .small), (.small, .marked), (.marked, .small), (.marked, .marked): true
        case (.newline, .space), (.newline, .newline): true
        case (.mark, _), (.other, _): false
        default: run.kind == kind
        }
    }

    mutating func finish() -> Int {
        close(next: nil)
        return (total + 99) / 100
    }

    private mutating func close(next: ScalarClass?) {
        guard let kind = run.kind else { return }
        total += cost(of: kind, next: next)
        before = kind
        run = Run()
    }

    private func cost(of kind: ScalarClass, next: ScalarClass?) -> Int {
        let count = run.count
        switch kind {
        case .capital, .small, .marked: return word
        case .digit: return (count + 2) / 3 * 100
        // A space belongs to the word after it; digits have none.
        case .space: return next == .digit || count > 1 ? 100 : 0
        case .newline: return (before == .punctuation ? 60 : 100) + (run.endsWithSpace ? 60 : 0)
        case .punctuation:
            let all = max(run.isUniform ? count * 100 / 40 : count * 1000 / 26, 100)
            // Marks within names and addresses often belong to the letters after them.
            return isJoint && next.map { [.small, .capital].contains($0) } == true ? all - 45 : all
        case .mark: return 70
        case .other: return 170
        case .cyrillic, .greek, .semitic, .indic, .hangul, .ideograph:
            let cost = count * 10_000 / (kind.lettersPerToken ?? 100)
            return kind == .hangul || kind == .ideograph ? cost : max(cost, 100)
        }
    }

    private var word: Int {
        let small = run.count - run.capitals
        if small == 0 { return max(run.capitals * 1000 / 36, 100) }
        if run.capitals > 1 { return max((run.capitals - 1) * 1000 / 36, 100) + max((small + 1) * 100 / 7, 100) }
        if run.marks > 0 { return max(run.count * 1000 / 28, 100) }
        return run.count <= 8 ? 100 : 100 + (run.count - 8) * 100 / 7
    }

    private var isJoint: Bool { run.count == 1 && run.first.map { "'_-./".unicodeScalars.contains($0) } == true }
}
