import GlueTestSupport
import Testing

@testable import GlueTelemetry

@Suite("Exponential histograms")
struct ExponentialHistogramTests {
    @Test(
        "A bucket's upper bound belongs to it, its lower one to the bucket below",
        arguments: [
            (1.0, 0, -1), (1.5, 0, 0), (2, 0, 0), (2.1, 0, 1), (4, 0, 1), (0.5, 0, -2), (0.75, 0, -1),
            (1, 1, -1), (1.4, 1, 0), (1.5, 1, 1), (2, 1, 1), (2.5, 1, 2), (4, 1, 3), (0.5, 1, -3),
            (1, -1, -1), (3, -1, 0), (4, -1, 0), (5, -1, 1), (16, -1, 1), (17, -1, 2),
            (1024, 20, (10 << 20) - 1), (.leastNonzeroMagnitude, 0, -1075), (.greatestFiniteMagnitude, 0, 1023),
            (.leastNonzeroMagnitude, 20, -(1074 << 20) - 1), (.greatestFiniteMagnitude, -10, 0),
        ]
    )
    func buckets(value: Double, scale: Int, bucket: Int) {
        #expect(ExponentialHistogram.bucket(of: value, scale: scale) == bucket)
    }

    @Test("At any scale, numbers lie in the bucket that they are counted in", arguments: Seeds.from(1, count: 20))
    func within(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        for _ in 0..<200 {
            let value = exp2Random(&generator, exponents: -60...60)
            // Beyond scale 10 the bounds themselves are not exact enough to compare with.
            let scale = Int.random(in: -10...10, using: &generator)
            let bucket = ExponentialHistogram.bucket(of: value, scale: scale)
            #expect(value <= ExponentialHistogram.upperBound(ofBucket: bucket, scale: scale) * (1 + 1e-12))
            #expect(value > ExponentialHistogram.upperBound(ofBucket: bucket - 1, scale: scale) * (1 - 1e-12))
        }
    }

    @Test("The scale falls as the range grows, and there are never more buckets than asked for", arguments: [2, 3, 20, 160])
    func bounded(maxSize: Int) {
        var histogram = ExponentialHistogram(maxSize: maxSize, maxScale: 20)
        var generator = SplitMix(seed: UInt64(maxSize))
        var scale = histogram.scale
        for count in 1...2000 {
            let value = exp2Random(&generator, exponents: -(count / 2)...(count / 2))
            histogram.record(Bool.random(using: &generator) ? value : -value)
            #expect(histogram.scale <= scale)
            scale = histogram.scale
        }
        #expect(histogram.positive.counts.count <= maxSize && histogram.negative.counts.count <= maxSize)
        #expect(histogram.positive.counts.reduce(0, +) + histogram.negative.counts.reduce(0, +) == 2000)
        #expect(histogram.positive.counts.first != 0 && histogram.positive.counts.last != 0)
    }

    @Test("Values of one size keep the finest scale; zero has a bucket of its own")
    func fine() {
        var histogram = ExponentialHistogram(maxSize: 160, maxScale: 20)
        for _ in 0..<10 { histogram.record(3.5) }
        histogram.record(0)
        histogram.record(-0.0)
        #expect(histogram.scale == 20)
        #expect(histogram.positive.counts == [10])
        #expect(histogram.zeroCount == 2)
        #expect((histogram.min, histogram.max, histogram.sum, histogram.count) == (0, 3.5, 35, 12))
    }

    @Test("Parts that are merged are what would have been recorded in one", arguments: Seeds.from(1, count: 50))
    func merge(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let maxSize = Int.random(in: 2...160, using: &generator)
        var whole = ExponentialHistogram(maxSize: maxSize, maxScale: 20)
        var merged = ExponentialHistogram(maxSize: maxSize, maxScale: 20)
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            var part = ExponentialHistogram(maxSize: maxSize, maxScale: 20)
            let low = Int.random(in: -300...300, using: &generator)
            for _ in 0..<Int.random(in: 0...50, using: &generator) {
                // Whole numbers of eighths: their sum is the same in any order.
                let size = Double(Int.random(in: 1...(1 << 20), using: &generator)) / 8
                let value = Bool.random(using: &generator) ? size : exp2Random(&generator, exponents: low...(low + 5))
                let signed = Bool.random(using: &generator) ? value : -value
                part.record(signed)
                whole.record(signed)
            }
            merged.merge(part)
        }
        #expect(merged.scale == whole.scale)
        #expect(merged.positive == whole.positive && merged.negative == whole.negative)
        #expect((merged.count, merged.zeroCount, merged.min, merged.max) == (whole.count, whole.zeroCount, whole.min, whole.max))
    }

    private func exp2Random(_ generator: inout SplitMix, exponents: ClosedRange<Int>) -> Double {
        Double(
            sign: .plus,
            exponent: Int.random(in: exponents, using: &generator),
            significand: Double.random(in: 1..<2, using: &generator)
        )
    }
}
