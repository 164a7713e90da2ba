/// Records that a lane has read and owes an answer for.
///
/// It keeps its segments alive, also those that the journal is done with in the meantime.
package struct JournalBatch: Sendable {
    /// A segment that records are in.
    struct Source: Sendable {
        let segment: Segment
        /// How the lane marks that it is done with one of them; nil where it does not.
        let marks: LaneMarks?
    }

    /// Where a record is.
    struct Location: Sendable {
        let source: Int
        let offset: Int
        /// Where in the same segment its scope is; nil where that is lost.
        let scope: Int?
    }

    let id: Int
    let lane: Int
    let sources: [Source]
    let locations: [Location]

    package var count: Int { locations.count }

    /// The same records in two batches, to be settled each for itself.
    package var halves: (JournalBatch, JournalBatch) {
        func part(_ range: Range<Int>) -> JournalBatch {
            JournalBatch(id: id, lane: lane, sources: sources, locations: Array(locations[range]))
        }
        return (part(0..<count / 2), part(count / 2..<count))
    }

    /// Notes in the files that the lane is done with the records.
    ///
    /// - Parameter acknowledged: How many of them it took. The last ones stand for those that it did not: an answer tells
    ///   their number, not which they are.
    func mark(acknowledged: Int) {
        for (index, location) in locations.enumerated() {
            guard let marks = sources[location.source].marks else { continue }
            sources[location.source].segment.settle(marks, at: location.offset, isDropped: index >= acknowledged)
        }
    }
}

/// A record in place: its bytes are valid as long as its batch is.
package struct JournalRecord {
    package let header: RecordHeader
    /// Who wrote it.
    package let owner: SegmentHeader
    /// A packed Scope; empty where it was damaged.
    package let scope: UnsafeRawBufferPointer
    /// Base, content and recording.
    package let payload: UnsafeRawBufferPointer
    let segment: Segment
    let offset: Int

    /// Whether its checksum is right.
    package var isIntact: Bool { segment.isIntact(header, at: offset) }
    package var base: UnsafeRawBufferPointer { .init(rebasing: payload[..<header.base]) }
    package var content: UnsafeRawBufferPointer { .init(rebasing: payload[header.base..<header.base + header.content]) }
}
