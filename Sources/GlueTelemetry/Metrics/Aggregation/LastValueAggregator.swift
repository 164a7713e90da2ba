import GlueOTLP
import Synchronization

/// Keeps the latest measurement.
final class LastValueAggregator: Aggregator {
    private let value = Mutex<OTLP.Number?>(nil)
    private let exemplars: ExemplarSampler

    init(exemplars: ExemplarSampler) { self.exemplars = exemplars }

    func record(_ number: OTLP.Number, filtered: [OTLP.KeyValue]) {
        value.withLock { $0 = number }
        exemplars.offer(number, filtered: filtered)
    }

    func drain() -> Drained? {
        guard let value = value.withLock({ $0.take() }) else { return nil }
        return Drained(aggregate: .lastValue(value), exemplars: exemplars.take())
    }
}
