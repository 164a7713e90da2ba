/// What a workflow looks like before it runs: its steps, and how they follow each other.
public struct Outline: Sendable, Hashable {
    /// How the parts of an outline come to pass.
    public enum Order: Sendable, Hashable {
        /// One after the other.
        case sequence
        /// Side by side.
        case parallel
        /// One after the other, again and again, so many times at most.
        case loop(atMost: Int)
        /// One of them.
        case choice
    }

    public var title: String
    /// What is worth saying of it in a few words, such as the condition of a part.
    public var detail: String?
    public var order: Order
    public var parts: [Outline]

    public init(_ title: String, detail: String? = nil, order: Order = .sequence, parts: [Outline] = []) {
        self.title = title
        self.detail = detail
        self.order = order
        self.parts = parts
    }
}
