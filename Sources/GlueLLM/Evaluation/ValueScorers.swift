import GlueJSON

/// The answer is the expected JSON, whatever the order of members; prose or a code fence around it does not count.
///
/// The value is the share of the expected members that are there and right, at any depth.
public struct JSONScorer: Scorer {
    public let name: String
    /// Whether the answer may have members that are not expected.
    public var allowsMore: Bool
    /// How far numbers may be apart.
    public var tolerance: Double

    public init(name: String = "json", allowsMore: Bool = false, tolerance: Double = 0) {
        self.name = name
        self.allowsMore = allowsMore
        self.tolerance = tolerance
    }

    public func score(_ sample: ScoredSample) throws(LLMError) -> Score {
        let expected: JSONValue
        do {
            expected = try JSONValue(parsing: try sample.expectation(of: self))
        } catch let error as LLMError {
            throw error
        } catch {
            throw LLMError(.configuration, "\(name) needs JSON that is expected: \(error)")
        }
        guard let found = JSONText.candidates(sample.output).first else { return Score(0, explanation: "the answer holds no JSON") }
        let (right, all, first) = compare(found, expected, at: "$")
        return Score(Double(right) / Double(max(all, 1)), explanation: first)
    }

    /// - Returns: How many leaves are right, how many there are, and the place of the first that is wrong.
    private func compare(_ found: JSONValue?, _ expected: JSONValue, at path: String) -> (right: Int, all: Int, first: String?) {
        switch (found, expected) {
        case (.object(let found)?, .object(let expected)):
            var sum = (right: 1, all: 1, first: String?.none)
            for member in expected { add(compare(found[member.key], member.value, at: "\(path).\(member.key)"), &sum) }
            if !allowsMore {
                for member in found where expected[member.key] == nil { add((0, 1, "\(path).\(member.key) is not expected"), &sum) }
            }
            return sum
        case (.array(let found)?, .array(let expected)):
            var sum = (right: 1, all: 1, first: String?.none)
            for index in 0..<max(found.count, expected.count) {
                let path = "\(path)[\(index)]"
                guard index < expected.count else {
                    add((0, 1, "\(path) is not expected"), &sum)
                    continue
                }
                add(compare(index < found.count ? found[index] : nil, expected[index], at: path), &sum)
            }
            return sum
        case (let found?, _) where found == expected || isNear(found, expected): return (1, 1, nil)
        case (nil, _): return (0, leaves(expected), "\(path) is missing")
        default: return (0, leaves(expected), "\(path) differs")
        }
    }

    private func add(_ part: (right: Int, all: Int, first: String?), _ sum: inout (right: Int, all: Int, first: String?)) {
        sum = (sum.right + part.right, sum.all + part.all, sum.first ?? part.first)
    }

    private func isNear(_ found: JSONValue, _ expected: JSONValue) -> Bool {
        guard let found = found.number, let expected = expected.number else { return false }
        return abs(found - expected) <= tolerance
    }

    private func leaves(_ value: JSONValue) -> Int {
        switch value {
        case .object(let object): object.reduce(1) { $0 + leaves($1.value) }
        case .array(let array): array.reduce(1) { $0 + leaves($1) }
        default: 1
        }
    }
}

/// The last number in the answer is the expected one, but for a tolerance.
public struct NumberScorer: Scorer {
    public let name: String
    /// How far it may be off.
    public var absolute: Double
    /// How far it may be off as a share of the expected number. Either will do.
    public var relative: Double

    public init(name: String = "number", absolute: Double = 0, relative: Double = 0) {
        self.name = name
        self.absolute = absolute
        self.relative = relative
    }

    public func score(_ sample: ScoredSample) throws(LLMError) -> Score {
        guard let expected = Self.last(in: try sample.expectation(of: self)) else {
            throw LLMError(.configuration, "\(name) needs a number that is expected")
        }
        guard let found = Self.last(in: sample.output) else { return Score(0, explanation: "the answer holds no number") }
        let distance = abs(found - expected)
        return Score(
            distance <= max(absolute, relative * abs(expected)) ? 1 : 0,
            explanation: distance == 0 ? nil : "off by \(distance)"
        )
    }

    /// The last number of a text, with commas between thousands or without.
    static func last(in text: String) -> Double? {
        text.matches(of: #/[-+]?\d(?:[\d,]*\d)?(?:\.\d+)?(?:[eE][-+]?\d+)?/#).last.flatMap {
            Double($0.output.replacing(",", with: ""))
        }
    }
}
