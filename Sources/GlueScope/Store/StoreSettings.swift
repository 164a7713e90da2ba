public import GlueLLM

/// How much the store keeps, and how.
public struct StoreSettings: Sendable {
    /// How long traces are kept after something of them came last; nil for ever. They go part by part, so that some stay an eighth
    /// longer.
    public var age: Duration?
    /// How many bytes the file may take; nil for any number. The oldest traces go first.
    public var bytes: Int?
    /// How many bytes may wait to be written before senders are told to wait.
    public var queueBytes: Int
    /// What calls cost whose spans do not say it.
    public var prices: PriceTable
    /// How many traces lie in one part; see the database's schema.
    package var tracesPerPart = 500_000
    package var bytesPerPart: Int64 = 2 << 30

    public init(age: Duration? = .seconds(30 * 86400), bytes: Int? = 20 << 30, queueBytes: Int = 64 << 20, prices: PriceTable = .shipped) {
        self.age = age
        self.bytes = bytes
        self.queueBytes = queueBytes
        self.prices = prices
        if let bytes { bytesPerPart = min(bytesPerPart, Int64(bytes / 8)) }
    }
}
