public import GlueOTLP

/// What one segment of a journal holds.
public struct SegmentReport: Sendable, Hashable {
    public var path: String
    public var bytes: Int
    public var signal: OTLP.Signal
    public var area: SegmentArea
    /// The process that wrote it.
    public var owner: Int32
    /// Whether the process has it open now; else the next one to use the directory takes it over.
    public var isAlive: Bool
    /// Nanoseconds since 1970 in UTC.
    public var beganUnixNano: UInt64
    /// Those that were taken out of the area do not count.
    public var records: Int
    /// How many of the records each destination took, and how many it will not get; the rest waits for it. By the names of the
    /// destinations.
    public var acknowledged: [String: Int]
    public var dropped: [String: Int]
    /// Records that are not whole: of a living process they are just being written.
    public var unfinished: Int
    /// Records that are lost to damage, as far as their number is known.
    public var damaged: Int
    /// Whether the file differs from what its owner wrote.
    public var isDamaged: Bool
}
