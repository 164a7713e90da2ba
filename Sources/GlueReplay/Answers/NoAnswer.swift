/// A request for which there is no recorded answer.
public struct NoAnswer: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        /// Every recording was given out.
        case usedUp(count: Int)
        /// The request is not the recorded one.
        case different
        /// The recording whose turn it is holds no answer.
        case notRecorded
        /// Somebody asked the same before and got the only recording.
        case repeated
    }

    public var reason: Reason
    /// The recording that comes nearest; nil where there is none.
    public var nearest: Exchange?
    /// What the request has otherwise than the nearest recording, place by place.
    public var differences: [JSONDifference]

    public init(_ reason: Reason, nearest: Exchange? = nil, differences: [JSONDifference] = []) {
        self.reason = reason
        self.nearest = nearest
        self.differences = differences
    }

    public var description: String {
        var lines = [summary]
        lines += differences.prefix(Self.shown).map { difference in
            "  \(difference.path): recorded \(JSONDifference.shown(difference.left)), asked \(JSONDifference.shown(difference.right))"
        }
        if differences.count > Self.shown { lines.append("  and \(differences.count - Self.shown) more differences") }
        return lines.joined(separator: "\n")
    }

    private static let shown = 5

    /// What is wrong, without content of the messages.
    var summary: String {
        let place = nearest.map { "exchange \($0.index) (span \($0.spanID))" } ?? "none"
        switch reason {
        case .usedUp(let count): return "all \(count) recorded answers were given out; the recording has no more requests"
        case .different: return "no recorded request is this one; the nearest is \(place):"
        case .notRecorded: return "\(place) is this request, but its answer was not recorded"
        case .repeated: return "\(place) is this request, and its answer was given out before; it was asked once when it was recorded"
        }
    }
}
