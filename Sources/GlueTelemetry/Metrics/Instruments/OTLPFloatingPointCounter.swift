import CoreMetrics
import GlueOTLP

/// Counts in numbers that need not be whole.
final class OTLPFloatingPointCounter: FloatingPointCounterHandler, InstrumentHandler {
    let key: HandlerKey
    let sink: MeasurementSink
    private let requestReset: @Sendable (MeasurementSink) -> Void

    init(key: HandlerKey, sink: MeasurementSink, requestReset: @escaping @Sendable (MeasurementSink) -> Void) {
        self.key = key
        self.sink = sink
        self.requestReset = requestReset
    }

    func increment(by amount: Double) {
        guard amount >= 0 else { return }
        sink.record(.double(amount))
    }

    func reset() { requestReset(sink) }
}
