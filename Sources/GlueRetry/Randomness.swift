/// A source of random numbers that can be handed in.
public struct Randomness: RandomNumberGenerator, Sendable {
    private let number: @Sendable () -> UInt64

    public init(_ number: @escaping @Sendable () -> UInt64) { self.number = number }

    public func next() -> UInt64 { number() }

    /// The system's own.
    public static let system = Randomness {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    /// Always the greatest number: every wait takes as long as it may.
    public static let greatest = Randomness { .max }
}
