import CoreMetrics
import GlueOTLP
import GlueTestSupport
import Testing
import Tracing

@testable import GlueTelemetry

@Suite("Exemplars")
struct ExemplarTests {
    private static let sampled = SpanContext(traceID: OTLP.TraceID(high: 1, low: 2), spanID: OTLP.SpanID(3), flags: .sampled)

    private static func within<Result>(_ span: SpanContext?, _ body: () -> Result) -> Result {
        var context = ServiceContext.topLevel
        context.spanContext = span
        return ServiceContext.withValue(context, operation: body)
    }

    @Test(
        "By default, what was measured in a sampled span may be one",
        arguments: [
            (ExemplarFilter.traceBased, [1, 0, 0]), (.alwaysOn, [1, 1, 1]), (.alwaysOff, [0, 0, 0]),
        ]
    )
    func filter(filter: ExemplarFilter, counts: [Int]) {
        var unsampled = Self.sampled
        unsampled.flags = []
        let found = [Self.sampled, unsampled, nil].map { span in
            let factory = OTLPMetricsFactory.testing { $0.exemplars = filter }
            Self.within(span) { Counter(label: "requests", factory: factory).increment() }
            return factory.read().first?.numbers.first?.exemplars.count ?? -1
        }
        #expect(found == counts)
    }

    @Test("It has value, time, trace and span, and the attributes that a view left out of the series")
    func content() throws {
        let clock = SetClock(77)
        let factory = OTLPMetricsFactory.testing(clock: clock) { $0.views = [MetricView(attributes: .keeping(["method"]))] }
        Self.within(Self.sampled) {
            Recorder(label: "size", dimensions: [("method", "GET"), ("user", "a")], factory: factory).record(4.5)
        }
        let point = try #require(factory.read().first?.histograms.first)
        let exemplar = try #require(point.exemplars.first)
        #expect((exemplar.value, exemplar.timeUnixNano) == (.double(4.5), 77))
        #expect((exemplar.traceID, exemplar.spanID) == (Self.sampled.traceID, Self.sampled.spanID))
        #expect(exemplar.filteredAttributes == [OTLP.KeyValue("user", "a")])
    }

    @Test("Each bucket of a histogram has one, of its own values")
    func buckets() throws {
        let factory = OTLPMetricsFactory.testing()
        let recorder = Recorder(label: "size", factory: factory)
        Self.within(Self.sampled) { for value in 0..<1000 { recorder.record(value) } }
        let point = try #require(factory.read().first?.histograms.first)
        #expect(point.exemplars.count == point.bucketCounts.count { $0 > 0 })
        let histogram = ExplicitHistogram(bounds: point.explicitBounds)
        let found = try point.exemplars.map { histogram.bucket(of: try #require($0.value).double) }
        #expect(found == found.sorted() && Set(found).count == found.count)
    }

    @Test("Exponential histograms have up to twenty, gauges and sums one; a reading takes them")
    func places() {
        let factory = OTLPMetricsFactory.testing {
            $0.views = [MetricView(of: "age", aggregation: .exponentialBuckets()), MetricView(of: "t*")]
        }
        let (age, total, temperature) = (
            Recorder(label: "age", factory: factory), Counter(label: "total", factory: factory),
            Gauge(label: "temperature", factory: factory)
        )
        Self.within(Self.sampled) {
            for value in 0..<100 {
                age.record(value)
                total.increment()
                temperature.record(value)
            }
        }
        let metrics = factory.read()
        #expect(metrics["age"]?.exponentialHistograms.first?.exemplars.count == 20)
        #expect(metrics["total"]?.numbers.first?.exemplars.count == 1)
        #expect(metrics["temperature"]?.numbers.first?.exemplars.count == 1)
        #expect(factory.read()["total"]?.numbers.first?.exemplars.isEmpty == true)
    }

    @Test("Each measurement has the same chance to be one")
    func fair() {
        var hits = [Int](repeating: 0, count: 20)
        for seed in UInt64(0)..<2000 {
            var reservoir = ExemplarReservoir(places: 2, hasPlacePerBucket: false, seed: seed &* 0x9E37_79B9)
            for value in 0..<20 {
                reservoir.offer(bucket: 0) {
                    var exemplar = OTLP.Exemplar()
                    exemplar.value = .int(Int64(value))
                    return exemplar
                }
            }
            for exemplar in reservoir.take() { if case .int(let value)? = exemplar.value { hits[Int(value)] += 1 } }
            #expect(reservoir.take().isEmpty)
        }
        // 200 are expected of each; the seeds are fixed, so the result is too.
        #expect(hits.allSatisfy { (140...260).contains($0) }, "\(hits)")
    }
}
