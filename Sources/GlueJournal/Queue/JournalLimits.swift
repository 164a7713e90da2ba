/// How much may wait in a journal.
package struct JournalLimits: Sendable, Hashable {
    /// Of all segments together, what readers are done with within a segment included.
    package var bytes: Int
    /// Of the records that wait for one reader; nil for as many as there is room for.
    package var records: Int?
    /// Of one segment: at most a quarter of the whole, so that what is read makes room for what is written. A record that
    /// does not fit gets a longer one for itself.
    package var segmentBytes: Int

    package init(bytes: Int = 64 << 20, records: Int? = nil, segmentBytes: Int = 1 << 20) {
        self.bytes = bytes
        self.records = records.map { max($0, 1) }
        self.segmentBytes = min(segmentBytes, bytes / 4)
    }
}
