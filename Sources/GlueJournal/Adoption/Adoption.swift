/// What a journal took over from processes that died.
public struct Adoption: Sendable, Hashable {
    public var segments = 0
    /// Records that some destination has not settled.
    public var records = 0
    /// Spans that had not ended, closed as interrupted; they are among the records.
    public var interrupted = 0
    /// Records that were lost to damage, as far as their number is known, and those that were being written as their
    /// process was killed.
    public var damaged = 0
    /// Where the bytes of damaged and foreign files are kept.
    public var keptAside: [String] = []
    /// What went wrong with the files themselves.
    public var problems: [String] = []

    public init() {}

    public var isEmpty: Bool { self == Adoption() }
}
