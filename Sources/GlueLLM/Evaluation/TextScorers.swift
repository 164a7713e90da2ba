/// The answer is exactly the expected text.
public struct ExactScorer: Scorer {
    public let name: String
    /// Whether white space around either text does not count.
    public var trims: Bool
    public var ignoresCase: Bool

    public init(name: String = "exact", trims: Bool = true, ignoresCase: Bool = false) {
        self.name = name
        self.trims = trims
        self.ignoresCase = ignoresCase
    }

    public func score(_ sample: ScoredSample) throws(LLMError) -> Score {
        Score(folded(sample.output) == folded(try sample.expectation(of: self)) ? 1 : 0)
    }

    private func folded(_ text: String) -> String {
        let text = trims ? text.trimmingSpace : text
        return ignoresCase ? text.lowercased() : text
    }
}

/// The answer contains the expected text.
public struct ContainsScorer: Scorer {
    public let name: String
    public var ignoresCase: Bool

    public init(name: String = "contains", ignoresCase: Bool = true) {
        self.name = name
        self.ignoresCase = ignoresCase
    }

    public func score(_ sample: ScoredSample) throws(LLMError) -> Score {
        let expected = try sample.expectation(of: self)
        let isFound =
            ignoresCase ? sample.output.lowercased().contains(expected.lowercased()) : sample.output.contains(expected)
        return Score(isFound ? 1 : 0)
    }
}

/// A regular expression is found in the answer.
public struct PatternScorer: Scorer {
    public let name: String
    private let pattern: String?

    /// - Parameter pattern: Nil takes what is expected for the pattern of each sample.
    /// - Throws: ``LLMError/Kind/configuration`` where it is none.
    public init(name: String = "pattern", _ pattern: String? = nil) throws(LLMError) {
        self.name = name
        self.pattern = pattern
        if let pattern { _ = try Self.regex(pattern) }
    }

    public func score(_ sample: ScoredSample) throws(LLMError) -> Score {
        let pattern = if let pattern { pattern } else { try sample.expectation(of: self) }
        let regex = try Self.regex(pattern)
        return Score(sample.output.contains(regex) ? 1 : 0)
    }

    private static func regex(_ pattern: String) throws(LLMError) -> Regex<AnyRegexOutput> {
        do {
            return try Regex(pattern)
        } catch {
            throw LLMError(.configuration, "a scorer's pattern is no regular expression: \(pattern)")
        }
    }
}
