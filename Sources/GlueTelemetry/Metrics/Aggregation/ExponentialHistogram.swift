import Foundation
import GlueOTLP

/// A distribution over buckets whose bounds grow by the base 2^(2^−scale).
///
/// It starts at the finest scale. Where the buckets between the smallest and the largest value become too many, the scale
/// falls, which makes one bucket of two.
///
/// Source: OpenTelemetry metrics SDK, "Base2 Exponential Bucket Histogram Aggregation"; data model, "ExponentialHistogram".
package struct ExponentialHistogram: Sendable, Hashable {
    package let maxSize: Int
    package private(set) var scale: Int
    package private(set) var zeroCount: UInt64 = 0
    package private(set) var positive: Buckets
    package private(set) var negative = Buckets()
    package private(set) var count: UInt64 = 0
    package private(set) var sum = 0.0
    package private(set) var min = Double.infinity
    package private(set) var max = -Double.infinity

    /// The scales at which a bucket index of any number fits 32 bits.
    static let scales = -10...20

    package init(maxSize: Int, maxScale: Int) {
        self.maxSize = Swift.max(maxSize, 2)
        scale = Swift.min(Swift.max(maxScale, Self.scales.lowerBound), Self.scales.upperBound)
        positive = Buckets(room: self.maxSize)
    }

    /// - Parameter value: A finite number.
    package mutating func record(_ value: Double) {
        count += 1
        sum += value
        min = Swift.min(min, value)
        max = Swift.max(max, value)
        guard value != 0 else { return zeroCount += 1 }
        let magnitude = value.magnitude
        var index = Self.bucket(of: magnitude, scale: scale)
        let excess =
            value < 0
            ? negative.excess(including: index...index, limit: maxSize) : positive.excess(including: index...index, limit: maxSize)
        if excess > 0 {
            coarsen(by: excess)
            index = Self.bucket(of: magnitude, scale: scale)
        }
        if value < 0 { negative.add(1, at: index) } else { positive.add(1, at: index) }
    }

    package mutating func merge(_ other: ExponentialHistogram) {
        guard other.count > 0 else { return }
        var other = other
        if other.scale > scale { other.coarsen(by: other.scale - scale) }
        if scale > other.scale { coarsen(by: scale - other.scale) }
        let excess = Swift.max(
            other.positive.range.map { positive.excess(including: $0, limit: maxSize) } ?? 0,
            other.negative.range.map { negative.excess(including: $0, limit: maxSize) } ?? 0
        )
        coarsen(by: excess)
        other.coarsen(by: excess)
        positive.merge(other.positive)
        negative.merge(other.negative)
        zeroCount += other.zeroCount
        count += other.count
        sum += other.sum
        min = Swift.min(min, other.min)
        max = Swift.max(max, other.max)
    }

    /// The value below which a share of the values lies, as near as the buckets tell; nil where there are none.
    ///
    /// - Parameter share: From 0 to 1.
    package func quantile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let wanted = (share * Double(count)).rounded(.up)
        var passed = 0.0
        func bounded(_ value: Double) -> Double { Swift.min(Swift.max(value, min), max) }
        // The middle of a bucket, by growth.
        func middle(_ index: Int) -> Double { exp2((Double(index) + 0.5) * exp2(Double(-scale))) }
        for (position, bucket) in negative.counts.enumerated().reversed() {
            passed += Double(bucket)
            if passed >= wanted, bucket > 0 { return bounded(-middle(negative.first + position)) }
        }
        passed += Double(zeroCount)
        if passed >= wanted, zeroCount > 0 { return 0 }
        for (position, bucket) in positive.counts.enumerated() {
            passed += Double(bucket)
            if passed >= wanted, bucket > 0 { return bounded(middle(positive.first + position)) }
        }
        return max
    }

    private mutating func coarsen(by steps: Int) {
        guard steps > 0 else { return }
        scale -= steps
        positive.coarsen(by: steps)
        negative.coarsen(by: steps)
    }
}

extension OTLP.ExponentialHistogramDataPoint {
    init(_ histogram: ExponentialHistogram) {
        self.init()
        count = histogram.count
        sum = histogram.sum
        if histogram.count > 0 {
            min = histogram.min
            max = histogram.max
        }
        scale = Int32(histogram.scale)
        zeroCount = histogram.zeroCount
        positive = Buckets(offset: Int32(histogram.positive.first), bucketCounts: histogram.positive.counts)
        negative =
            histogram.negative.counts.isEmpty
            ? nil : Buckets(offset: Int32(histogram.negative.first), bucketCounts: histogram.negative.counts)
    }
}
