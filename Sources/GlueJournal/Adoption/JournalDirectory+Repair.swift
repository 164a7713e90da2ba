import Glibc

extension JournalDirectory {
    /// Puts the segments of dead processes in order without exporting them: damaged bytes are kept aside, the records that
    /// are whole stay for the next process.
    ///
    /// Segments of living processes are left alone. May be called at any time, also while others use the directory.
    ///
    /// - Parameter now: When it is, in nanoseconds since 1970 in UTC.
    public func repair(now: UInt64) -> DirectoryRepair {
        var recovery = SegmentRecovery(directory: self, now: now)
        var repair = DirectoryRepair()
        for name in Self.segments(in: path) {
            guard let recovered = recovery.recover(name) else { continue }
            repair.segments += 1
            repair.damaged += recovered.scan.torn + recovered.scan.damaged
            if recovered.segment.file?.sync() != 0 { repair.problems.append("\(path)/\(name.fileName) could not be brought onto the disk") }
        }
        repair.keptAside = recovery.keptAside
        repair.problems += recovery.problems
        return repair
    }
}

/// What ``JournalDirectory/repair(now:)`` did.
public struct DirectoryRepair: Sendable, Hashable {
    /// Those of dead processes, damaged or not.
    public var segments = 0
    /// Records that are lost, as far as their number is known.
    public var damaged = 0
    /// Where the bytes of damaged and foreign files are.
    public var keptAside: [String] = []
    public var problems: [String] = []

    public init() {}
}
