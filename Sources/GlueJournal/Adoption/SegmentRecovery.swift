/// Opens segments of dead processes and brings them in order: what is damaged is kept aside, the rest can be walked again.
struct SegmentRecovery {
    private let directory: JournalDirectory
    private let now: UInt64
    /// Where damaged and foreign bytes were put.
    private(set) var keptAside: [String] = []
    private(set) var problems: [String] = []

    /// A segment that this process has taken over.
    struct Recovered {
        let segment: Segment
        let scan: SegmentScan
    }

    /// An empty file is one that is just being made, or was when its process died.
    private static let youngestStillborn = 60

    init(directory: JournalDirectory, now: UInt64) {
        self.directory = directory
        self.now = now
    }

    /// - Returns: Nil where the owner lives, another process was faster, or it is no segment; the latter is put aside or,
    ///   where its process died before it had written anything, deleted.
    mutating func recover(_ name: SegmentName) -> Recovered? {
        guard let file = ClaimedFile(name, in: directory.path) else { return nil }
        guard file.size > 0 else {
            if Int(now / 1_000_000_000) - file.modified > Self.youngestStillborn { file.remove() }
            return nil
        }
        do throws(SegmentError) {
            let quarantine = Quarantine(folder: directory.damaged, bytes: directory.damagedBytes, now: now)
            guard file.size <= AlignedBytes.most else {
                keptAside.append(try quarantine.move(file))
                return nil
            }
            let bytes = try file.read()
            guard let found = SegmentHeader.find(in: bytes.raw), found.header.signal == name.signal else {
                if SegmentScan.isStillborn(bytes.raw) { file.remove() } else { keptAside.append(try quarantine.move(file)) }
                return nil
            }
            let scan = SegmentScan(bytes.raw, found: found)
            // One half of a header and nothing behind it is what a kill leaves too.
            if scan.isDamaged || !found.isWhole && !scan.pieces.isEmpty { keepAside(bytes.raw, name, in: quarantine) }
            return try open(file, found, scan)
        } catch {
            problems.append("\(error)")
            return nil
        }
    }

    /// What cannot be kept aside, on a full disk, is no reason to lose what is whole.
    private mutating func keepAside(_ bytes: UnsafeRawBufferPointer, _ name: SegmentName, in quarantine: Quarantine) {
        do throws(SegmentError) {
            keptAside.append(try quarantine.copy(bytes, as: name.fileName))
        } catch {
            problems.append("\(error)")
        }
    }

    private func open(_ file: borrowing ClaimedFile, _ found: SegmentHeader.Found, _ scan: SegmentScan) throws(SegmentError) -> Recovered {
        // A cut one gets a length of zero at its end again, so that the next one to look finds it whole.
        let mapped = try SegmentFile.adopt(file.path, descriptor: try file.keep(), size: scan.isCut ? (file.size + 15) & ~7 : file.size)
        let segment = Segment(found: found, file: mapped)
        let repair = SegmentRepair(scan: scan)
        if repair.isNeeded(found) { repair.apply(to: segment) }
        return Recovered(segment: segment, scan: scan)
    }
}
