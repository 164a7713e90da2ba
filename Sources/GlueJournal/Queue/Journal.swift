import Glibc
package import GlueOTLP
import Synchronization

/// The queue between the spans that end and the destinations that they go to: packed records in segments.
///
/// Every destination reads at its own pace through a lane of its own. A segment goes away once every lane is done with
/// it. At a bound the one that is furthest behind pays: where one lane lags, it skips its oldest records, so that a dead
/// destination does not hold up a live one; where all stand in the same segment, the ``BoundPolicy`` decides. What is
/// dropped is counted, with its reason, in the lane's part of the ``Ledger``.
///
/// With a directory the segments are files, and what was not settled outlives the process: the next one adopts it. Where
/// a file cannot be made, segments are in memory until one can, see ``status``.
package final class Journal: Sendable {
    let state: Mutex<JournalState>
    let store: SegmentStore
    let room = Room()
    let pending: HeldArea
    let open: HeldArea
    let resource: SegmentHeader
    let laneNames: [String]
    let policy: BoundPolicy
    private let clock: @Sendable () -> UInt64

    /// - Parameters:
    ///   - lanes: The names of the readers.
    ///   - directory: Where the segments are; nil for in memory.
    ///   - wakeAt: How many records a lane leaves unread before an append says that it is time to read.
    ///   - now: When it is, in nanoseconds since 1970 in UTC.
    package init(
        signal: OTLP.Signal = .traces,
        resource: OTLP.Resource,
        schemaURL: String = "",
        lanes: [String],
        directory: JournalDirectory? = nil,
        limits: JournalLimits = JournalLimits(),
        wakeAt: Int = 512,
        now: @escaping @Sendable () -> UInt64 = { 0 }
    ) {
        clock = now
        policy = limits.policy
        laneNames = lanes
        self.resource = SegmentHeader(
            owner: getpid(),
            beganUnixNano: now(),
            resource: resource.packed(),
            schemaURL: [UInt8](schemaURL.utf8),
            lanes: lanes.map { [UInt8]($0.utf8) },
            signal: signal
        )
        store = SegmentStore(directory: directory, template: self.resource)
        pending = HeldArea(.pending, bytes: limits.heldBytes, store: store)
        open = HeldArea(.open, bytes: limits.heldBytes, store: store)
        state = Mutex(
            JournalState(
                lanes: lanes.map { Lane(name: $0) },
                ownMarks: lanes.marks(in: self.resource),
                limits: limits,
                wakeAt: wakeAt
            )
        )
    }

    deinit { finish() }

    var now: UInt64 { clock() }

    /// Whether any lane wants what is appended.
    package var hasLanes: Bool { state.withLock { !$0.lanes.isEmpty } }

    /// What became of every record so far.
    package var ledger: Ledger { state.withLock { $0.ledger } }

    /// The memory that the journal holds now, in bytes; what is in files does not count.
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

    /// Changes the state and does away with the segments that nobody needs any more.
    func locked<Result>(_ body: (inout JournalState) -> sending Result) -> Result {
        let (result, retired) = state.withLock { state in
            let result = body(&state)
            guard !state.retired.isEmpty else { return (result, [Segment]()) }
            defer { state.retired = [] }
            return (result, state.retired)
        }
        // Outside the lock: it takes the system a while.
        for segment in retired { store.retire(segment, now: now) }
        return result
    }
}

extension [String] {
    /// How the lanes of these names mark what they are done with in a segment.
    ///
    /// Of several lanes with one name, the first is the first of that name in the segment, and so on.
    func marks(in header: SegmentHeader) -> [LaneMarks?] {
        var free = header.lanes.map(Optional.some)
        return map { name in
            guard let index = free.firstIndex(of: [UInt8](name.utf8)) else { return nil }
            free[index] = nil
            return LaneMarks(lane: index)
        }
    }
}
