extension JournalState {
    /// Lets the lanes that lag behind others skip segments until a new one has room, and by policy all lanes; false where
    /// there is nothing to skip.
    mutating func makeRoom(_ size: Int, onDisk: Bool, bound: Int) -> Bool {
        release()
        while (onDisk ? diskBytes : bytes) + size > bound {
            guard let behind = lanes.map(\.segment).min(), let ahead = lanes.map(\.segment).max(),
                behind < ahead || limits.policy == .dropOldest && behind < entries.last?.sequence ?? 0
            else { return false }
            for index in lanes.indices where lanes[index].segment == behind { skipSegment(lane: index) }
            release()
        }
        return true
    }

    private mutating func skipSegment(lane index: Int) {
        var walk = Walk(lanes[index], index: index)
        let count = walk.skipSegment(in: entries) { entry, offset in
            if let marks = entry.marks[index] { entry.segment.settle(marks, at: offset, isDropped: true) }
        }
        lanes[index].drop(count, .queueFull)
        lanes[index].move(to: walk)
    }

    /// Skips the oldest record that a lane has not read.
    mutating func skipRecord(lane index: Int) {
        var walk = Walk(lanes[index], index: index)
        while let step = walk.step(in: entries) {
            guard step.isWanted else { continue }
            let entry = entries[step.entry]
            if entry.isOnDisk, let marks = entry.marks[index] { entry.segment.settle(marks, at: step.offset, isDropped: true) }
            lanes[index].move(to: walk)
            lanes[index].drop(1, .queueFull)
            return
        }
    }

    /// Lets go of the segments that every lane is done with.
    mutating func release() {
        for index in lanes.indices {
            var walk = Walk(lanes[index], index: index)
            walk.enter(entries)
            lanes[index].move(to: walk)
        }
        // Not only from the front: a batch that a dead destination owes an answer for holds no more than its own segment.
        let isDone = { [lanes, last = entries.last?.sequence] (entry: Entry) in
            (entry.isSealed || entry.sequence != last) && !lanes.contains { $0.needs(entry) }
        }
        for entry in entries where isDone(entry) { retire(entry) }
        entries.removeAll(where: isDone)
    }

    mutating func retire(_ entry: Entry) {
        if entry.isOnDisk { diskBytes -= entry.bytes } else { bytes -= entry.bytes }
        retired.append(entry.segment)
    }
}
