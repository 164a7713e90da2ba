/// Why a record is held beside the queue.
package enum HeldKind: Sendable, Hashable, CaseIterable {
    /// It waits for a decision whether it is to be sent. It counts as ended and as queued. Where its process dies first, it is sent.
    case pending
    /// It is a span that has not ended, as it was so far. It is in no count. Where its process dies first, it is sent as interrupted.
    case open

    var area: SegmentArea {
        switch self {
        case .pending: .pending
        case .open: .open
        }
    }
}

/// A record that is held beside the queue, to be given back to the journal once.
package struct HeldRecord: Sendable, Hashable {
    package let kind: HeldKind
    let slot: Int
    /// Tells it from those that had the slot before.
    let generation: UInt32
}
