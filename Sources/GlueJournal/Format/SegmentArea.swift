/// What the records of a segment wait for.
public enum SegmentArea: UInt8, Sendable, CaseIterable {
    /// The destinations.
    case queue = 1
    /// A decision whether they are to be sent.
    case pending = 2
    /// The end of the spans that they show as they were so far.
    case open = 3

    /// As it stands in file names.
    public var name: String {
        switch self {
        case .queue: "queue"
        case .pending: "pending"
        case .open: "open"
        }
    }
}
