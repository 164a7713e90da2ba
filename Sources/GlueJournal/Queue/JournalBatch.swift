/// Records that a lane has read and owes an answer for.
///
/// It keeps its segments alive, also those that the journal is done with in the meantime.
package struct JournalBatch: Sendable {
    /// Where a record is.
    struct Location: Sendable {
        let segment: Int
        let offset: Int
        /// Where in the same segment its scope is.
        let scope: Int
    }

    let id: Int
    let lane: Int
    let segments: [Segment]
    let locations: [Location]

    package var count: Int { locations.count }

    /// The same records in two batches, to be settled each for itself.
    package var halves: (JournalBatch, JournalBatch) {
        func part(_ range: Range<Int>) -> JournalBatch {
            JournalBatch(id: id, lane: lane, segments: segments, locations: Array(locations[range]))
        }
        return (part(0..<count / 2), part(count / 2..<count))
    }
}

/// A record in place: its bytes are valid as long as its batch is.
package struct JournalRecord {
    package let header: RecordHeader
    /// Who wrote it.
    package let owner: SegmentHeader
    /// A packed Scope.
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
