/// Where a journal's segments are, and what is wrong with that.
public struct JournalStatus: Sendable, Hashable {
    /// The bytes that segments take in memory and in files, those included that hold records beside the queue.
    public var memoryBytes: Int
    public var diskBytes: Int
    /// Why segments are in memory although the journal has a directory; nil where they are not.
    public var problem: String?
}
