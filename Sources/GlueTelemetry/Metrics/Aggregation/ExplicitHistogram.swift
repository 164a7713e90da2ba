import GlueOTLP

/// A distribution over buckets with given bounds.
struct ExplicitHistogram: Sendable, Hashable {
    let bounds: [Double]
    private(set) var counts: [UInt64]
    private(set) var count: UInt64 = 0
    private(set) var sum = 0.0
    private(set) var min = Double.infinity
    private(set) var max = -Double.infinity

    /// - Parameter bounds: Upper bounds, inclusive, rising.
    init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// The bucket of a value: the first whose bound is not below it.
    func bucket(of value: Double) -> Int {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func record(_ value: Double, inBucket bucket: Int) {
        counts[bucket] += 1
        count += 1
        sum += value
        min = Swift.min(min, value)
        max = Swift.max(max, value)
    }

    mutating func merge(_ other: ExplicitHistogram) {
        guard other.count > 0 else { return }
        for index in counts.indices { counts[index] += other.counts[index] }
        count += other.count
        sum += other.sum
        min = Swift.min(min, other.min)
        max = Swift.max(max, other.max)
    }
}

extension OTLP.HistogramDataPoint {
    init(_ histogram: ExplicitHistogram) {
        self.init()
        count = histogram.count
        sum = histogram.sum
        if histogram.count > 0 {
            min = histogram.min
            max = histogram.max
        }
        bucketCounts = histogram.counts
        explicitBounds = histogram.bounds
    }
}
