public import GlueOTLP

/// Where telemetry goes: a collector, a file, a test.
///
/// Each destination is sent one batch of a signal after the other, each record once unless an answer was lost, at its own
/// pace: a slow one holds up no other.
public protocol TelemetryDestination: Sendable {
    /// Names the destination in the ledger and in logs.
    var name: String { get }

    /// What it takes.
    var signals: Set<OTLP.Signal> { get }

    /// Whether the destination gets what people and models said, where the spans hold it.
    var wantsContent: Bool { get }

    /// How many batches of a signal it takes at the same time.
    var concurrency: Int { get }

    /// Takes a batch.
    ///
    /// Never called by more tasks at once, for a signal, than ``concurrency`` says. Its task is cancelled when its time is over: it
    /// should then return ``ExportOutcome/unavailable(reason:retryAfter:)`` soon.
    func export(_ batch: ExportBatch) async -> ExportOutcome

    /// Looks whether the destination can be reached, without sending telemetry: for diagnosis.
    ///
    /// - Parameter limit: How long the look may take.
    func health(within limit: Duration) async -> DestinationHealth

    /// Called once, after the last batch.
    func close() async
}

extension TelemetryDestination {
    public var signals: Set<OTLP.Signal> { [.traces] }
    public var wantsContent: Bool { false }
    public var concurrency: Int { 1 }
    public func health(within limit: Duration) async -> DestinationHealth { .unknown }
    public func close() async {}
}
