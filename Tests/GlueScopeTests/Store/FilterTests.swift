import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueScope

@Suite("The filter of trace ids")
struct BloomFilterTests {
    @Test("It knows what it holds, and takes little for what it does not")
    func members() throws {
        var filter = BloomFilter(capacity: 10_000)
        for number in UInt64(0)..<10_000 { filter.insert(OTLP.TraceID(high: 0, low: number).filterHash) }
        let copy = try #require(BloomFilter(filter.bytes))
        #expect(copy == filter)
        #expect((UInt64(0)..<10_000).allSatisfy { copy.mayContain(OTLP.TraceID(high: 0, low: $0).filterHash) })
        let wrong = (UInt64(10_000)..<110_000).count { copy.mayContain(OTLP.TraceID(high: 0, low: $0).filterHash) }
        #expect(wrong < 200, "one in five hundred at most")
        #expect(BloomFilter([1, 2, 3]) == nil)
    }
}

@Suite("The histogram of latencies")
struct LatencyHistogramTests {
    @Test("Percentiles are right within a twentieth, bounds of the conventions are exact")
    func quantiles() {
        var histogram = LatencyHistogram()
        for milliseconds in 1...1000 { histogram.add(Int64(milliseconds) * 1000) }
        for share in [0.1, 0.5, 0.95, 0.99] {
            let value = histogram.quantile(share) ?? 0
            #expect(abs(value - share) < 0.05 * share, "\(share): \(value)")
        }
        // 10, 20, 40, … milliseconds.
        #expect(histogram.count(upToPower: 0) == 10)
        #expect(histogram.count(upToPower: 3) == 80)
        #expect(histogram.count(upToPower: 13) == 1000)
        #expect(LatencyHistogram(histogram.bytes) == histogram)
        #expect(LatencyHistogram().quantile(0.5) == nil)
        #expect(LatencyHistogram([0xFF]).counts.isEmpty)
    }

    @Test("What is no duration counts, and costs nothing", arguments: [Int64.min, -1, 0, 1, .max])
    func extremes(microseconds: Int64) {
        var histogram = LatencyHistogram()
        histogram.add(microseconds)
        #expect(histogram.counts.reduce(0, +) == 1)
        #expect(histogram.counts.count < 600)
    }
}
