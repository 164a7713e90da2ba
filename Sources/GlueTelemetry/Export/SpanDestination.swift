/// Where spans go: a collector, a file, a test.
///
/// Each destination is sent one batch after the other, each span once unless an answer was lost, at its own pace: a slow
/// one holds up no other.
public protocol SpanDestination: Sendable {
    /// Names the destination in the ledger and in logs.
    var name: String { get }

    /// Whether the destination gets what people and models said, where the spans hold it.
    var wantsContent: Bool { get }

    /// Takes a batch.
    ///
    /// Never called again before it has returned. Its task is cancelled when its time is over: it should then return
    /// ``ExportOutcome/unavailable(reason:retryAfter:)`` soon.
    func export(_ batch: SpanBatch) async -> ExportOutcome

    /// Called once, after the last batch.
    func close() async
}

extension SpanDestination {
    public var wantsContent: Bool { false }
    public func close() async {}
}
