/// What a scorer makes of an answer.
public struct Score: Sendable, Hashable {
    /// From 0, nothing of it is right, to 1.
    public var value: Double
    /// Whether the answer will do.
    public var passes: Bool
    /// Why, in words; nil where the value says all.
    public var explanation: String?

    /// - Parameters:
    ///   - value: Brought between 0 and 1.
    ///   - passing: From which value on the answer will do.
    public init(_ value: Double, passing: Double = 1, explanation: String? = nil) {
        self.value = value.isFinite ? min(max(value, 0), 1) : 0
        passes = self.value >= passing
        self.explanation = explanation
    }

    /// `pass` or `fail`.
    public var label: String { passes ? "pass" : "fail" }
}

/// Whether an answer is what was expected.
public protocol Scorer: Sendable {
    /// The name in reports and events; one of few.
    var name: String { get }

    /// - Throws: `LLMError` where no score can be given, ``LLMError/Kind/configuration`` where nothing is expected that the
    ///   scorer needs. That is not a score of 0.
    func score(_ sample: ScoredSample) async throws(LLMError) -> Score
}

/// An answer to be scored.
public struct ScoredSample: Sendable, Hashable {
    /// What was asked; for scorers that need to know.
    public var input: String
    public var output: String
    /// Nil where nothing in particular is expected.
    public var expected: String?

    public init(input: String = "", output: String, expected: String? = nil) {
        self.input = input
        self.output = output
        self.expected = expected
    }

    func expectation(of scorer: some Scorer) throws(LLMError) -> String {
        guard let expected else { throw LLMError(.configuration, "\(scorer.name) needs what is expected, and the sample has none") }
        return expected
    }
}
