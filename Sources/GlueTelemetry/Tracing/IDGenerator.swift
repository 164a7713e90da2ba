public import GlueOTLP
import Synchronization

/// Where the ids of traces and spans come from.
public protocol IDGenerator: Sendable {
    /// Whether at least the last seven bytes of a trace id are random; the trace flags say so to others.
    var isRandom: Bool { get }

    /// A trace id that is not all zero.
    func traceID() -> OTLP.TraceID

    /// A span id that is not zero.
    func spanID() -> OTLP.SpanID
}

/// Random ids without a system call, a lock or a thread's own storage.
///
/// A number is a mix of a counter that starts anywhere: no two numbers of one generator are equal, and threads that ask at
/// the same time get numbers of their own. The ids are unpredictable enough to be unique, not to be secrets.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014 (SplitMix64).
public final class RandomIDGenerator: IDGenerator {
    private let counter: Atomic<UInt64>
    // Trace ids take two numbers; the other half comes from another sequence, so that it does not follow from the first.
    private let key: UInt64

    /// Starts where the system's generator says.
    public convenience init() {
        var generator = SystemRandomNumberGenerator()
        self.init(using: &generator)
    }

    /// The same ids in the same order for the same seed: for tests and for measurements that are to be repeated.
    public init(seed: UInt64) {
        counter = Atomic(seed)
        key = Self.mixed(~seed)
    }

    public init(using generator: inout some RandomNumberGenerator) {
        counter = Atomic(generator.next())
        key = generator.next()
    }

    public var isRandom: Bool { true }

    public func traceID() -> OTLP.TraceID {
        let low = number()
        return OTLP.TraceID(high: Self.mixed(low ^ key), low: low)
    }

    public func spanID() -> OTLP.SpanID { OTLP.SpanID(number()) }

    /// Any number but 0.
    private func number() -> UInt64 {
        while true {
            let number = Self.mixed(counter.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue)
            if number != 0 { return number }
        }
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
