/// Why a recording cannot be driven again.
public enum RedriveError: Error, Equatable, CustomStringConvertible {
    /// None of its spans is a completion of our engine.
    case noSessions
    /// - Parameter reasons: What is missing of it, each with the way out.
    case incomplete(reasons: [String])
    /// The replay made more spans than memory held.
    case spansLost(count: Int)

    public var description: String {
        switch self {
        case .noSessions:
            "the recording holds no completion of the GlueLLM engine; serve it with a mock server and let the program that made it ask again"
        case .incomplete(let reasons): "the recording is not complete enough to be driven again: \(reasons.joined(separator: "; "))"
        case .spansLost(let count): "\(count) spans of the replay were lost; replay fewer completions at once"
        }
    }
}
