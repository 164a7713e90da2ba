/// What became of every span that ended, per destination.
///
/// ```
/// ended = acknowledged + queued + dropped{reason}
/// ```
/// holds for each destination at every moment: the numbers of one ledger were read at the same instant.
public struct Ledger: Sendable, Hashable {
    /// What became of the spans at one destination.
    public struct Destination: Sendable, Hashable {
        public var name: String
        /// What the destination took.
        public var acknowledged: Int
        /// What waits for the destination, what is on its way to it included.
        public var queued: Int
        /// What the destination will not get.
        public var dropped: [DropReason: Int]

        public init(name: String, acknowledged: Int = 0, queued: Int = 0, dropped: [DropReason: Int] = [:]) {
            self.name = name
            self.acknowledged = acknowledged
            self.queued = queued
            self.dropped = dropped
        }

        /// What the destination will not get, for whatever reason.
        public var allDropped: Int { dropped.values.reduce(0, +) }
    }

    /// The sampled spans that ended.
    public var ended: Int
    public var destinations: [Destination]

    public init(ended: Int = 0, destinations: [Destination] = []) {
        self.ended = ended
        self.destinations = destinations
    }

    /// Whether every span that ended is accounted for at every destination.
    public var addsUp: Bool { destinations.allSatisfy { ended == $0.acknowledged + $0.queued + $0.allDropped } }

    /// Whether every destination took every span.
    public var isSettled: Bool { destinations.allSatisfy { ended == $0.acknowledged } }

    /// The destination of this name, the first if several share it.
    public subscript(name: String) -> Destination? { destinations.first { $0.name == name } }
}
