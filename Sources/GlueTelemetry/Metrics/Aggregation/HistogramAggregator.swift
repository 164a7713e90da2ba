import GlueOTLP
import Synchronization

/// Counts measurements into buckets with given bounds, under a short lock of its own.
final class HistogramAggregator: Aggregator {
    private let histogram: Mutex<ExplicitHistogram>
    private let bounds: [Double]
    private let exemplars: ExemplarSampler

    init(bounds: [Double], exemplars: ExemplarSampler) {
        self.bounds = bounds
        self.exemplars = exemplars
        histogram = Mutex(ExplicitHistogram(bounds: bounds))
    }

    func record(_ number: OTLP.Number, filtered: [OTLP.KeyValue]) {
        let value = number.double
        guard value.isFinite else { return }
        let bucket = histogram.withLock { histogram in
            let bucket = histogram.bucket(of: value)
            histogram.record(value, inBucket: bucket)
            return bucket
        }
        exemplars.offer(number, bucket: bucket, filtered: filtered)
    }

    func drain() -> Drained? {
        let fresh = ExplicitHistogram(bounds: bounds)
        let drained = histogram.withLock { histogram -> ExplicitHistogram? in
            guard histogram.count > 0 else { return nil }
            defer { histogram = fresh }
            return histogram
        }
        guard let drained else { return nil }
        return Drained(aggregate: .histogram(drained), exemplars: exemplars.take())
    }
}
