/// A segment with what is known of it while it is in the queue.
struct Entry {
    let segment: Segment
    /// Counts up from segment to segment.
    let sequence: Int
    /// The number of its first record; scopes do not count.
    let first: Int
    var count = 0
    /// Where the next record would start.
    var used: Int
    /// Where it says what its scopes are.
    var scopes: [UInt32: Int] = [:]
    /// How each lane marks what it is done with; nil where it does not.
    var marks: [LaneMarks?]
    /// Whether a dead process wrote it, so that lanes may be done with some of it from the start.
    var isAdopted = false
    /// Whether nothing more is written to it, be it the last one.
    var isSealed = false
    /// Whether something in it waits for another process.
    var isLeft = false

    var end: Int { first + count }

    var isOnDisk: Bool { segment.file != nil }
    var bytes: Int { segment.memory.count }

    func holds(_ batch: OpenBatch) -> Bool { batch.records.lowerBound < end && batch.records.upperBound > first }
}

/// A scope and the last segment that says what it is.
struct ScopeEntry {
    let packed: [UInt8]
    var segment = -1
}

/// A record's place.
struct Place {
    let segment: Segment
    let offset: Int
    let isTime: Bool
    /// Whether the next segment should be made, while this one has room.
    var wantsNext = false
    /// The segment before, where this record is the first of another.
    var sealed: Segment?
}

/// What became of a record that was offered.
enum Reservation {
    case place(Place)
    case dropped
    /// There is no room now, and the policy is to wait.
    case full
}
