import CoreMetrics
import GlueOTLP
import Synchronization

/// A value that is set, raised and lowered.
final class OTLPMeter: MeterHandler, InstrumentHandler {
    let key: HandlerKey
    let sink: MeasurementSink
    /// Whether the instrument is a sum, which is told changes, and not a gauge, which is told values.
    private let isSum: Bool
    private let value = Mutex(0.0)

    init(key: HandlerKey, sink: MeasurementSink, isSum: Bool) {
        self.key = key
        self.sink = sink
        self.isSum = isSum
    }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { change { _ in value } }
    func increment(by amount: Double) { change { $0 + amount } }
    func decrement(by amount: Double) { change { $0 - amount } }

    private func change(_ change: (Double) -> Double) {
        // Recorded under the lock: the last value told is to be the last one set.
        value.withLock { value in
            let next = change(value)
            guard next.isFinite || !isSum else { return }
            sink.record(.double(isSum ? next - value : next))
            value = next
        }
    }
}
