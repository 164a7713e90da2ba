import CoreMetrics
import GlueOTLP

/// Counts in whole numbers.
final class OTLPCounter: CounterHandler, InstrumentHandler {
    let key: HandlerKey
    let sink: MeasurementSink
    private let requestReset: @Sendable (MeasurementSink) -> Void

    init(key: HandlerKey, sink: MeasurementSink, requestReset: @escaping @Sendable (MeasurementSink) -> Void) {
        self.key = key
        self.sink = sink
        self.requestReset = requestReset
    }

    /// A counter only grows: less than nothing is not counted.
    func increment(by amount: Int64) {
        guard amount >= 0 else { return }
        sink.record(.int(amount))
    }

    func reset() { requestReset(sink) }
}
