/// Whether the tools of one answer run one after the other.
public enum ToolOrder: Sendable, Hashable {
    case sequential
    /// At most so many at once. The answers keep the order in which the model asked.
    case parallel(limit: Int)
}
