/// How far one reader has come.
///
/// Its low-water mark is the first record that it has not settled: everything below is done with. The batches that it
/// has read but not settled say which records above the mark are open; all others below `next` are settled.
struct Lane {
    let name: String
    /// The segment and the offset in it of what is read next; offset 0 stands for the segment's first record.
    var segment = 0
    var offset = 0
    /// The number of the record that is read next.
    var next = 0
    /// How many of the records from there on were settled by another process.
    var settledAhead = 0
    var open: [OpenBatch] = []
    /// What waits in files for another process, as this one is at its end.
    var left = 0
    var acknowledged = 0
    var dropped: [DropReason: Int] = [:]

    init(name: String) { self.name = name }

    var lowWaterMark: Int { open.map(\.records.lowerBound).min() ?? next }

    func queued(_ end: Int) -> Int { end - next - settledAhead + left + open.reduce(0) { $0 + $1.unsettled } }

    func needs(_ entry: Entry) -> Bool {
        let isAhead = segment < entry.sequence || segment == entry.sequence && !(entry.isSealed && offset >= entry.used)
        return isAhead || entry.isLeft || open.contains(where: entry.holds)
    }

    mutating func drop(_ count: Int, _ reason: DropReason) {
        guard count > 0 else { return }
        dropped[reason, default: 0] += count
    }

    mutating func move(to walk: Walk) {
        segment = walk.segment
        offset = walk.offset
        next = walk.next
        settledAhead = walk.settledAhead
    }
}

/// Records that were read and are not settled yet.
struct OpenBatch {
    let id: Int
    let records: Range<Int>
    /// Whether they are in files. A batch is either all in files or all in memory.
    let isOnDisk: Bool
    var unsettled: Int
}
