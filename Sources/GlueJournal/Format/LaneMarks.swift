/// Which lanes are done with a record: a word in its header that changes after the record was written.
///
/// Lane *n* of the segment's table has bits *n* and *n* + 16, and is marked where both are set: one flipped bit never
/// makes a record look delivered. Bits 15 and 31 say that the record was taken out and counts no more.
package struct LaneMarks: Sendable, Hashable {
    package var rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// How many lanes have bits; for further ones nothing is kept, so that they get every record again after a crash.
    package static let lanes = 15

    /// The record was taken out.
    package static let taken = LaneMarks(lane: lanes)

    /// The marks of one lane.
    init(lane: Int) { rawValue = (1 | 1 << 16) << UInt32(lane) }

    func union(_ other: LaneMarks) -> LaneMarks { LaneMarks(rawValue: rawValue | other.rawValue) }

    func contains(_ other: LaneMarks) -> Bool { rawValue & other.rawValue == other.rawValue }
}
