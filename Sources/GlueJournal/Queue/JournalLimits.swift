/// How much may wait in a journal.
package struct JournalLimits: Sendable, Hashable {
    /// Of all segments in memory together, what readers are done with within a segment included. With a directory, memory
    /// is used only while it cannot be written to.
    package var bytes: Int
    /// Of the records that wait for one reader; nil for as many as there is room for.
    package var records: Int?
    /// Of one segment in memory: at most a quarter of the whole, so that what is read makes room for what is written. A
    /// record that does not fit gets a longer one for itself.
    package var segmentBytes: Int
    /// Of all records that are held beside the queue, see ``Journal/hold(_:in:_:)``.
    package var heldBytes: Int
    package var policy: BoundPolicy

    package init(
        bytes: Int = 64 << 20,
        records: Int? = nil,
        segmentBytes: Int = 1 << 20,
        heldBytes: Int = 64 << 20,
        policy: BoundPolicy = .dropNewest
    ) {
        self.bytes = bytes
        self.records = records.map { max($0, 1) }
        self.segmentBytes = min(segmentBytes, bytes / 4)
        self.heldBytes = heldBytes
        self.policy = policy
    }
}

/// Who pays when the queue is at its bound.
///
/// Where one destination lags behind the others, it skips its oldest records first, whatever the policy, so that it costs
/// the others nothing.
public enum BoundPolicy: Sendable, Hashable {
    /// What ends now is dropped.
    case dropNewest
    /// What waited longest is dropped, for every destination.
    case dropOldest
    /// Who ends a span waits until there is room, then what ends is dropped.
    ///
    /// The thread waits, so that it works from any code. Where every thread of the cooperative pool waits, nothing is
    /// exported and the deadline decides: choose it short.
    case block(upTo: Duration)
}
