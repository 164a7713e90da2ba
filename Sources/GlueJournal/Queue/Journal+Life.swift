import GlueOTLP
import Synchronization

extension Journal {
    /// Where the segments are now.
    package var status: JournalStatus {
        let held = [pending.bytes, open.bytes]
        return state.withLock { state in
            JournalStatus(
                memoryBytes: held.reduce(state.bytes) { $0 + $1.memory },
                diskBytes: held.reduce(state.diskBytes) { $0 + $1.disk },
                problem: state.problem?.description
            )
        }
    }

    /// Brings all that was written onto the disk, and waits for it.
    ///
    /// - Returns: Whether the disk took it.
    @discardableResult
    package func sync() -> Bool {
        let files = state.withLock { state in state.entries.compactMap(\.segment.file) }
        let queue = files.reduce(true) { $1.sync() == 0 && $0 }
        return [pending, open].reduce(queue) { $1.sync() && $0 }
    }

    /// Keeps what a destination will not take for whoever looks into it, as a file that is a request of its own.
    ///
    /// - Returns: Where it is; nil without a directory, or where that takes nothing.
    @discardableResult
    package func setAside(_ request: [UInt8]) -> String? {
        guard let directory = store.directory else { return nil }
        let quarantine = Quarantine(folder: directory.rejected, bytes: directory.damagedBytes, now: now)
        return request.withUnsafeBytes { try? quarantine.copy($0, as: "\(resource.signal.rawValue).pb") }
    }

    /// Ends the journal: what is appended from now on is dropped, what is in files and was not settled waits there for the
    /// next process, or for another journal of this one.
    ///
    /// The ledger stays as it is.
    package func finish() {
        close()
        // With this policy nobody waits for the disk.
        if let directory = store.directory, directory.sync != .never { sync() }
        let lost = pending.finish()
        _ = open.finish()
        locked { state in
            state.pending -= lost
            _ = state.drop(.unsent, lost)
            state.dropPrepared()
            for index in state.lanes.indices { state.abandon(lane: index, .unsent) }
            for entry in state.entries where !entry.isOnDisk || entry.isSettled { state.retire(entry) }
            state.entries = []
        }
    }
}

extension Entry {
    /// Whether every lane has marked every record.
    fileprivate var isSettled: Bool {
        guard let marks = marks.reduce(LaneMarks(rawValue: 0) as LaneMarks?, { all, lane in all.flatMap { lane.map($0.union) } }) else {
            return count == 0
        }
        var offset = segment.header.records
        while offset < used {
            if segment.record(at: offset)?.kind.isCounted ?? true {
                let settled = segment.settled(at: offset)
                guard settled.contains(marks) || settled.contains(.taken) else { return false }
            }
            offset += segment.length(at: offset)
        }
        return true
    }
}
