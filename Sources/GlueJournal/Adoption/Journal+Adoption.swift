import Glibc
import Synchronization

extension Journal {
    /// Takes over the segments of dead processes in the directory, in the order in which they were written.
    ///
    /// Each is taken by one journal, of whatever process: its lock tells. What a destination has not settled enters the
    /// queue, under its own resource and scopes; a destination that the dead process did not have gets all. The ledger
    /// counts the records as ended, and for each destination as acknowledged, queued or dropped.
    ///
    /// Reads the files, so that it may take a while; records may be appended meanwhile. May be called again: processes die
    /// at any time, and what is beyond the directory's bound is left for later. Without destinations nothing is taken over,
    /// as it would be thrown away.
    package func adopt() -> Adoption {
        guard let directory = store.directory, hasLanes, !state.withLock({ $0.isClosed }) else { return Adoption() }
        var adopter = Adopter(journal: self, directory: directory)
        for name in JournalDirectory.segments(in: directory.path) where name.signal == resource.signal {
            guard state.withLock({ $0.mayAdopt(within: directory) }) else { break }
            adopter.adopt(name)
        }
        adopter.closeOpenSpans()
        return adopter.adoption
    }

    /// Puts a segment into the queue that is not written to any more.
    ///
    /// - Returns: How many of its records some lane has not settled; nil where the journal has ended.
    func add(_ adopted: AdoptedSegment) -> Int? {
        locked { state in
            guard !state.isClosed else { return nil }
            return state.add(adopted)
        }
    }
}

/// A segment of a dead process, or made of what one left.
struct AdoptedSegment {
    let segment: Segment
    let scopes: [UInt32: Int]
    /// Where its records are.
    let records: [Int]
    let used: Int
    let damaged: Int
    let marks: [LaneMarks?]
}

extension JournalState {
    /// Each segment in the queue is an open file.
    private static var mostSegments: Int { 512 }

    fileprivate func mayAdopt(within directory: JournalDirectory) -> Bool {
        !isClosed && diskBytes < directory.bytes && entries.count < Self.mostSegments
    }

    fileprivate mutating func add(_ adopted: AdoptedSegment) -> Int {
        ended += adopted.records.count + adopted.damaged
        var isWanted = Array(repeating: false, count: adopted.records.count)
        for lane in lanes.indices {
            lanes[lane].drop(adopted.damaged, .damaged)
            for (index, offset) in adopted.records.enumerated() {
                guard let marks = adopted.marks[lane], adopted.segment.settled(at: offset).contains(marks) else {
                    isWanted[index] = true
                    continue
                }
                lanes[lane].settledAhead += 1
                if adopted.segment.dropped(at: offset).contains(marks) {
                    lanes[lane].drop(1, .beforeRestart)
                } else {
                    lanes[lane].acknowledged += 1
                }
            }
        }
        var entry = Entry(segment: adopted.segment, sequence: sequence, first: end, used: adopted.used, marks: adopted.marks)
        entry.count = adopted.records.count
        entry.scopes = adopted.scopes
        entry.isAdopted = true
        entry.isSealed = true
        if entry.isOnDisk { diskBytes += entry.bytes } else { bytes += entry.bytes }
        let wanted = isWanted.count { $0 }
        guard wanted > 0 else {
            // Nothing to read: no lane needs to pass it.
            for lane in lanes.indices { lanes[lane].settledAhead -= entry.count }
            retire(entry)
            return 0
        }
        end += entry.count
        sequence += 1
        entries.append(entry)
        release()
        return wanted
    }
}
