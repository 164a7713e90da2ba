import Glibc
import GlueOTLP

/// A histogram with upper bounds, whichever kind it was.
struct PrometheusBuckets {
    /// The last one's bound is infinite.
    private(set) var buckets: [(bound: Double, count: UInt64)]
    let count: UInt64
    /// Nil where it may fall.
    let sum: Double?
    let startTimeUnixNano: UInt64
    private let exemplars: [OTLP.Exemplar]

    /// How many buckets an exponential histogram becomes at most, those for zero and infinity not counted.
    static let limit = 40
    /// The finest scale of an exponential histogram here: a factor of 1.19 from bound to bound.
    static let finestScale: Int32 = 2

    init(_ point: OTLP.HistogramDataPoint) {
        buckets = Array(zip(point.explicitBounds + [.infinity], point.bucketCounts).map { ($0, $1) })
        count = point.count
        sum = (point.min ?? 0) < 0 ? nil : point.sum
        startTimeUnixNano = point.startTimeUnixNano
        exemplars = point.exemplars
    }

    /// Buckets become coarser, two of them one, until they are few. A bound stays one at every finer scale, so most labels
    /// last while the histogram grows.
    init(_ point: OTLP.ExponentialHistogramDataPoint) {
        var scale = point.scale
        var (positive, negative) = (point.positive ?? .init(), point.negative ?? .init())
        while scale > Self.finestScale || positive.bucketCounts.count + negative.bucketCounts.count > Self.limit, scale > -11 {
            positive = positive.halved
            negative = negative.halved
            scale -= 1
        }
        func bound(_ index: Int) -> Double { exp2(Double(index) * exp2(-Double(scale))) }
        buckets = negative.bucketCounts.enumerated().reversed().map { (-bound(Int(negative.offset) + $0), $1) }
        if point.zeroCount > 0 || !buckets.isEmpty { buckets.append((point.zeroThreshold, point.zeroCount)) }
        buckets += positive.bucketCounts.enumerated().map { (bound(Int(positive.offset) + $0 + 1), $1) }
        if buckets.last?.bound != .infinity { buckets.append((.infinity, 0)) }
        count = point.count
        sum = (point.min ?? 0) < 0 ? nil : point.sum
        startTimeUnixNano = point.startTimeUnixNano
        exemplars = point.exemplars
    }

    /// The largest exemplar of a bucket.
    func exemplar(above below: Double, upTo bound: Double) -> OTLP.Exemplar? {
        exemplars.filter { exemplar in exemplar.value.map { $0.double > below && $0.double <= bound } ?? false }
            .max { ($0.value?.double ?? 0) < ($1.value?.double ?? 0) }
    }
}

extension OTLP.ExponentialHistogramDataPoint.Buckets {
    /// At the next coarser scale.
    fileprivate var halved: Self {
        guard !bucketCounts.isEmpty else { return Self(offset: offset >> 1) }
        let first = Int(offset) >> 1
        var halved = [UInt64](repeating: 0, count: ((Int(offset) + bucketCounts.count - 1) >> 1) - first + 1)
        for (position, count) in bucketCounts.enumerated() { halved[((Int(offset) + position) >> 1) - first] += count }
        return Self(offset: Int32(first), bucketCounts: halved)
    }
}
