import Synchronization

extension Journal {
    /// Appends a record.
    ///
    /// Only its place is found under the lock; it is written outside.
    ///
    /// - Parameters:
    ///   - header: With a scope number from ``intern(scope:)``.
    ///   - fill: Writes base, content and recording, one behind the other, into exactly as many bytes as the header says.
    /// - Returns: Whether it is time for a lane to read.
    package func append(_ header: RecordHeader, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> Bool {
        append(header, isNew: true, fill)
    }

    /// - Parameter isNew: Whether the record is not one that was pending.
    func append(_ header: RecordHeader, isNew: Bool, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> Bool {
        place(header, isNew: isNew, fill) ?? false
    }

    /// As ``append(_:_:)``.
    ///
    /// - Returns: Nil where the record was dropped.
    package func place(_ header: RecordHeader, isNew: Bool = true, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> Bool? {
        guard case .place(let place) = reserve(header, isNew: isNew) else { return nil }
        place.segment.commit(header, at: place.offset, fill)
        if place.wantsNext { prepareNext() }
        if let sealed = place.sealed { seal(sealed) }
        return place.isTime
    }

    /// Counts records that ended and that nobody is to get.
    package func drop(_ reason: DropReason, count: Int = 1) {
        state.withLock { state in
            state.ended += count
            _ = state.drop(reason, count)
        }
    }

    private func reserve(_ header: RecordHeader, isNew: Bool) -> Reservation {
        guard case .block(let limit) = policy else { return locked { $0.reserve(header, store: store, isNew: isNew) } }
        let first = locked { $0.reserve(header, store: store, isNew: isNew, mayWait: true) }
        guard case .full = first else { return first }
        return room.wait(upTo: limit) { isLast in
            let again = locked { $0.reserve(header, store: store, isNew: isNew, mayWait: !isLast) }
            if case .full = again { return nil }
            return again
        } ?? .dropped
    }

    private func prepareNext() {
        guard let size = store.directory?.segmentBytes else { return }
        let result: Result<Segment?, SegmentError>
        do throws(SegmentError) {
            result = .success(try store.makeFile(size))
        } catch {
            result = .failure(error)
        }
        locked { $0.prepare(result, size: size) }
    }

    private func seal(_ segment: Segment) {
        segment.file?.seal()
        if store.directory?.sync == .segment { _ = segment.file?.sync() }
    }
}
