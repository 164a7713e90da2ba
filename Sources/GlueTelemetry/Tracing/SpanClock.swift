import Tracing

/// Tells when a span starts, ends, and when something happens in it.
public struct SpanClock: Sendable {
    private let read: (@Sendable () -> UInt64)?

    /// - Parameter nanosecondsSinceEpoch: Nanoseconds since 1970 in UTC.
    public init(_ nanosecondsSinceEpoch: @escaping @Sendable () -> UInt64) { read = nanosecondsSinceEpoch }

    private init() { read = nil }

    /// The system's clock.
    public static let system = SpanClock()

    /// Nanoseconds since 1970 in UTC.
    public var now: UInt64 { read?() ?? DefaultTracerClock.now.nanosecondsSinceEpoch }

    /// What an instant means under this clock.
    ///
    /// The tracing API reads its default clock where the caller gave no instant; which it was cannot be told afterwards.
    /// A clock other than the system's therefore stands in for every instant of the default clock.
    func reading<Instant: TracerInstant>(_ instant: () -> Instant) -> UInt64 {
        if let read, Instant.self == DefaultTracerClock.Instant.self { return read() }
        return instant().nanosecondsSinceEpoch
    }
}
