import Glibc
package import GlueOTLP
import Synchronization

/// The queue between the spans that end and the destinations that they go to: packed records in segments.
///
/// Every destination reads at its own pace through a lane of its own. A segment goes back to its store once every lane
/// is done with it. At a bound the one that is furthest behind pays: where one lane lags, it skips its oldest records, so
/// that a dead destination does not hold up a live one; where all stand in the same segment, the newest record is
/// dropped. Either is counted, with its reason, in the lane's part of the ``Ledger``.
package final class Journal: Sendable {
    let state: Mutex<JournalState>
    private let resource: SegmentHeader
    private let store: any SegmentStore

    /// - Parameters:
    ///   - lanes: The names of the readers.
    ///   - wakeAt: How many records a lane leaves unread before an append says that it is time to read.
    package init(
        resource: OTLP.Resource,
        schemaURL: String = "",
        lanes: [String],
        limits: JournalLimits = JournalLimits(),
        wakeAt: Int = 512,
        store: any SegmentStore = AnonymousMemory(),
        now: UInt64 = 0
    ) {
        self.resource = SegmentHeader(owner: getpid(), beganUnixNano: now, resource: resource.packed(), schemaURL: [UInt8](schemaURL.utf8))
        self.store = store
        state = Mutex(JournalState(lanes: lanes.map { Lane(name: $0) }, limits: limits, wakeAt: wakeAt))
    }

    /// Whether any lane wants what is appended.
    package var hasLanes: Bool { state.withLock { !$0.lanes.isEmpty } }

    /// What became of every record so far.
    package var ledger: Ledger { state.withLock { $0.ledger } }

    /// The memory that the journal holds now, in bytes.
    package var bytes: Int { state.withLock { $0.bytes } }

    /// How many records were appended so far: the number of the next one.
    package var end: Int { state.withLock { $0.end } }

    /// The number under which records refer to a scope; equal scopes have one number.
    package func intern(scope: [UInt8]) -> UInt32 {
        state.withLock { state in
            if let number = state.scopeNumbers[scope] { return number }
            let number = UInt32(state.scopes.count)
            state.scopes.append(ScopeEntry(packed: scope))
            state.scopeNumbers[scope] = number
            return number
        }
    }

    /// What is appended from now on is dropped, as having come after the end.
    package func close() { state.withLock { $0.isClosed = true } }
}

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
        let (place, isTime) = state.withLock { state in
            let place = state.reserve(header, resource: resource, store: store)
            return (place, place?.isTime ?? false)
        }
        if let place { place.segment.commit(header, at: place.offset, fill) }
        return isTime
    }
}
