/// Which answers go wrong, and how.
public struct FaultPlan: Sendable, Hashable {
    /// Each strikes by itself; of several that could strike an answer the first one does.
    public var faults: [Fault]

    public init(_ faults: [Fault] = []) { self.faults = faults }

    /// Nothing goes wrong.
    public static let none = FaultPlan()

    /// Reads faults that are separated by commas.
    ///
    /// - Throws: ``FaultSyntaxError`` for the first that is none.
    public init(parsing text: String) throws(FaultSyntaxError) {
        var faults: [Fault] = []
        for word in text.split(separator: ",") { faults.append(try Fault(parsing: word)) }
        self.init(faults)
    }

    /// A plan by chance, the same for the same seed.
    ///
    /// - Parameters:
    ///   - rate: Which share of the exchanges is struck, from 0 to 1.
    ///   - exchanges: How many there are.
    public static func random(seed: UInt64, rate: Double, exchanges: Int) -> FaultPlan {
        var random = Seeded(seed: seed)
        var plan = FaultPlan()
        for index in 0..<exchanges {
            guard Double(random.next() >> 11) / Double(1 << 53) < rate else { continue }
            let kind = Self.kinds[Int(random.next() % UInt64(Self.kinds.count))]
            plan.faults.append(Fault(kind, exchange: index, piece: Int(random.next() % 8)))
        }
        return plan
    }

    /// One of each kind.
    static let kinds: [Fault.Kind] = [
        .status(429, retryAfter: .seconds(1)), .status(500), .status(503, retryAfter: .seconds(2)), .status(529), .cut,
        .stall(.seconds(90)), .garbled, .split, .slow(.seconds(5)), .usage,
    ]

    /// What draws the random plans: small, and the same on every machine.
    ///
    /// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (2014), SplitMix64.
    struct Seeded: RandomNumberGenerator {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}

extension FaultPlan: CustomStringConvertible {
    /// As ``init(parsing:)`` reads it.
    public var description: String { faults.map(\.description).joined(separator: ",") }
}
