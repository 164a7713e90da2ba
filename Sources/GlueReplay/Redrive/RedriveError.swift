/// Why a recording cannot be driven again.
public enum RedriveError: Error, Equatable, CustomStringConvertible {
    /// None of its spans is a completion of our engine.
    case noSessions
    /// - Parameter reasons: What is missing of it, each with the way out.
    case incomplete(reasons: [String])
    /// What was taken out of the recording would have to be told to a model that is asked for real.
    ///
    /// - Parameter marks: What stands in its place, such as `[email]`.
    case redacted(marks: [String])
    /// The replay made more spans than memory held.
    case spansLost(count: Int)

    public var description: String {
        switch self {
        case .noSessions:
            "the recording holds no completion of the GlueLLM engine; serve it with a mock server and let the program that made it ask again"
        case .incomplete(let reasons): "the recording is not complete enough to be driven again: \(reasons.joined(separator: "; "))"
        case .redacted(let marks):
            """
            the recording holds \(marks.joined(separator: ", ")) in the place of what was taken out of it, and a model that is asked for \
            real must not be told that; give a replacement for each
            """
        case .spansLost(let count): "\(count) spans of the replay were lost; replay fewer completions at once"
        }
    }
}
