/// What a run tells while it is under way.
public struct WorkflowProgress: Sendable {
    public enum Change: Sendable, Hashable {
        case started
        case ended
    }

    public var change: Change
    /// Where the step stands in the whole run: the indexes from the outermost workflow inwards.
    public var path: [Int]
    /// The step; what it answered and took is known when it has ended.
    public var step: Interaction
}
