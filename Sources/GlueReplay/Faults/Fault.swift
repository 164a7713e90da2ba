/// What goes wrong with one answer.
///
/// ```swift
/// Fault(.cut, exchange: 1, piece: 3)       // the second answer breaks off behind its third piece
/// try Fault(parsing: "429:2s@0")           // the first request is refused once, with Retry-After: 2
/// ```
public struct Fault: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The request is refused with this status.
        case status(Int, retryAfter: Duration? = nil)
        /// The connection breaks in the middle of the answer.
        case cut
        /// Nothing comes for so long in the middle of the answer, then the connection breaks.
        case stall(Duration)
        /// A piece of the answer holds other bytes than were recorded.
        case garbled
        /// The answer comes in pieces of two bytes, so that characters and events are split.
        case split
        /// The answer begins so much later.
        case slow(Duration)
        /// The answer tells a usage that is not the recorded one.
        case usage
    }

    public var kind: Kind
    /// Which recorded exchange it strikes, by its index; nil for each.
    public var exchange: Int?
    /// Behind how many pieces of the answer it strikes; nil for the middle. It means nothing for faults of the whole answer.
    public var piece: Int?
    /// How often it strikes an exchange before the answer comes as it was recorded.
    public var times: Int

    public init(_ kind: Kind, exchange: Int? = nil, piece: Int? = nil, times: Int = 1) {
        self.kind = kind
        self.exchange = exchange
        self.piece = piece
        self.times = times
    }

    /// Whether who asked gets no whole answer: then the recording is still there for another attempt.
    var isFailure: Bool {
        switch kind {
        case .status, .cut, .stall, .garbled: true
        case .split, .slow, .usage: false
        }
    }
}
