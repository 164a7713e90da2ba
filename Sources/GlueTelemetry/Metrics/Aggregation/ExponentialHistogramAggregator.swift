import GlueOTLP
import Synchronization

/// Counts measurements into buckets that grow exponentially, under a short lock of its own.
final class ExponentialHistogramAggregator: Aggregator {
    private let histogram: Mutex<ExponentialHistogram>
    private let maxSize: Int
    private let maxScale: Int
    private let exemplars: ExemplarSampler

    init(maxSize: Int, maxScale: Int, exemplars: ExemplarSampler) {
        self.maxSize = maxSize
        self.maxScale = maxScale
        self.exemplars = exemplars
        histogram = Mutex(ExponentialHistogram(maxSize: maxSize, maxScale: maxScale))
    }

    func record(_ number: OTLP.Number, filtered: [OTLP.KeyValue]) {
        let value = number.double
        guard value.isFinite else { return }
        histogram.withLock { $0.record(value) }
        exemplars.offer(number, filtered: filtered)
    }

    func drain() -> Drained? {
        let fresh = ExponentialHistogram(maxSize: maxSize, maxScale: maxScale)
        let drained = histogram.withLock { histogram -> ExponentialHistogram? in
            guard histogram.count > 0 else { return nil }
            defer { histogram = fresh }
            return histogram
        }
        guard let drained else { return nil }
        return Drained(aggregate: .exponentialHistogram(drained), exemplars: exemplars.take())
    }
}
