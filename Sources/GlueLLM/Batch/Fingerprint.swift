/// An id in 128 bits: a set of millions of ids then takes no more memory than it must.
struct Fingerprint: Hashable, Sendable {
    private let high: Int
    private let low: Int

    init(_ text: String) {
        // Two hashes of the process's own seed, told apart by what comes first.
        var first = Hasher()
        first.combine(1)
        first.combine(text)
        var second = Hasher()
        second.combine(2)
        second.combine(text)
        high = first.finalize()
        low = second.finalize()
    }
}

struct FingerprintSet: Sendable {
    private var members: Set<Fingerprint> = []

    /// - Returns: Whether it was not there yet.
    mutating func insert(_ member: Fingerprint) -> Bool { members.insert(member).inserted }

    func contains(_ member: Fingerprint) -> Bool { members.contains(member) }
}
