package import GlueOTLP

/// What the name of a segment's file says. The header says the same; the name alone is enough to choose.
///
/// Sorted, the segments of a journal stand in the order in which they were written, the queue's first.
package struct SegmentName: Sendable, Hashable, Comparable {
    package var signal: OTLP.Signal
    package var area: SegmentArea
    package var owner: Int32
    /// Tells the journals of one process apart, and from those of an earlier process that had the same id.
    package var journal: Int
    package var sequence: Int

    package init(signal: OTLP.Signal, area: SegmentArea, owner: Int32, journal: Int, sequence: Int) {
        self.signal = signal
        self.area = area
        self.owner = owner
        self.journal = journal
        self.sequence = sequence
    }

    /// Nil where it is not the name of a segment.
    package init?(_ fileName: String) {
        let parts = fileName.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[5] == "segment", let signal = OTLP.Signal(rawValue: String(parts[0])),
            let area = SegmentArea.allCases.first(where: { $0.name == parts[1] }), let owner = Int32(parts[2]),
            let journal = Int(parts[3]), let sequence = Int(parts[4])
        else { return nil }
        self.init(signal: signal, area: area, owner: owner, journal: journal, sequence: sequence)
    }

    package var fileName: String { "\(signal.rawValue).\(area.name).\(owner).\(journal).\(sequence).segment" }

    package static func < (one: SegmentName, other: SegmentName) -> Bool {
        (one.signal.code, one.owner, one.journal, one.area.rawValue, one.sequence)
            < (other.signal.code, other.owner, other.journal, other.area.rawValue, other.sequence)
    }
}
