import CoreMetrics
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueTelemetry

@Suite("Instruments of swift-metrics")
struct InstrumentTests {
    @Test("Counters become sums that only grow, integers or not")
    func counters() throws {
        let factory = OTLPMetricsFactory.testing()
        let counter = Counter(label: "requests", dimensions: [("b", "2"), ("a", "1")], factory: factory)
        counter.increment()
        counter.increment(by: 41)
        counter.increment(by: -5)
        let floating = FloatingPointCounter(label: "energy", factory: factory)
        floating.increment(by: 1.5)
        floating.increment(by: Double.nan)
        floating.increment(by: Double.infinity)
        floating.increment(by: 2)

        let metrics = factory.read()
        let point = try #require(metrics["requests"]?.numbers.first)
        #expect(point.value == .int(42))
        #expect(point.attributes == [OTLP.KeyValue("a", "1"), OTLP.KeyValue("b", "2")])
        guard case .sum(_, .cumulative, isMonotonic: true) = metrics["requests"]?.data else { Issue.record("no monotonic sum"); return }
        #expect(metrics["energy"]?.numbers.first?.value == .double(3.5))
    }

    @Test("Gauges, meters and recorders that do not aggregate are told as they were last set")
    func gauges() {
        let factory = OTLPMetricsFactory.testing()
        let gauge = Gauge(label: "temperature", factory: factory)
        gauge.record(20)
        gauge.record(21.5)
        let meter = Meter(label: "level", factory: factory)
        meter.set(10)
        meter.increment(by: 5)
        meter.decrement(by: 1)
        let recorder = Recorder(label: "last", aggregate: false, factory: factory)
        recorder.record(7)

        let metrics = factory.read()
        #expect(metrics["temperature"]?.numbers.map(\.value) == [.double(21.5)])
        #expect(metrics["level"]?.numbers.map(\.value) == [.double(14)])
        #expect(metrics["last"]?.numbers.map(\.value) == [.int(7)])
        for metric in metrics { guard case .gauge = metric.data else { Issue.record("\(metric.name) is no gauge"); continue } }
        #expect(factory.read()["temperature"]?.numbers.first?.value == .double(21.5), "also when it was not set again")
    }

    @Test("A meter whose definition says so is a sum that also falls, also for a reader of deltas")
    func upDownCounter() {
        let factory = OTLPMetricsFactory.testing(.delta) {
            $0.definitions = [MetricDefinition("pool.used", .upDownCounter, unit: "{connection}", "In use")]
        }
        let meter = Meter(label: "pool.used", factory: factory)
        meter.set(10)
        meter.decrement(by: 3)
        #expect(factory.read()["pool.used"]?.numbers.first?.value == .double(7))
        meter.increment(by: 1)
        let metric = factory.read()["pool.used"]
        #expect(metric?.numbers.first?.value == .double(8))
        #expect(metric?.unit == "{connection}" && metric?.description == "In use")
        guard case .sum(_, .cumulative, isMonotonic: false) = metric?.data else { Issue.record("not a sum that falls"); return }
    }

    @Test("Recorders become histograms whose bounds belong to the bucket below them")
    func recorder() throws {
        let factory = OTLPMetricsFactory.testing()
        let recorder = Recorder(label: "size", factory: factory)
        for value in [-1, 0, 5, 6, 10_000, 10_001] { recorder.record(value) }
        recorder.record(Double.nan)
        recorder.record(-Double.infinity)
        let point = try #require(factory.read()["size"]?.histograms.first)
        #expect(point.explicitBounds == Aggregation.standardBounds)
        #expect(point.bucketCounts == [2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
        #expect((point.count, point.sum, point.min, point.max) == (6, 20_011, -1, 10_001))
    }

    @Test("Timers record seconds, whatever display unit they prefer")
    func timer() throws {
        let factory = OTLPMetricsFactory.testing()
        let timer = CoreMetrics.Timer(label: "work", preferredDisplayUnit: .milliseconds, factory: factory)
        timer.recordMilliseconds(250)
        timer.recordNanoseconds(1_500_000_000)
        let metric = try #require(factory.read()["work"])
        #expect(metric.unit == "s")
        #expect(metric.histograms.first?.sum == 1.75)
        #expect(metric.histograms.first?.explicitBounds == Aggregation.durationBounds)
    }

    @Test("A known name brings its unit, description and buckets; a definition of one's own comes first")
    func catalogue() throws {
        let factory = OTLPMetricsFactory.testing {
            $0.definitions = [
                MetricDefinition("job.duration", .histogram, unit: "ms", buckets: [10, 100], "How long a job took"),
                MetricDefinition("gen_ai.execute_tool.duration", .histogram, unit: "s", buckets: [1], "Mine"),
            ]
        }
        for name in ["job.duration", "gen_ai.execute_tool.duration", "gen_ai.client.inference.duration"] {
            CoreMetrics.Timer(label: name, factory: factory).recordMilliseconds(50)
        }
        let metrics = factory.read()
        let job = try #require(metrics["job.duration"]?.histograms.first)
        #expect((job.sum, job.bucketCounts, job.explicitBounds) == (50, [0, 1, 0], [10, 100]))
        #expect(metrics["gen_ai.execute_tool.duration"]?.description == "Mine")
        let duration = GenAI.Metrics.inferenceDuration
        #expect(metrics[duration.name]?.description == duration.description)
        #expect(metrics[duration.name]?.histograms.first?.explicitBounds == duration.buckets)
    }

    @Test("What is described later counts for names that are not known yet")
    func describe() {
        let factory = OTLPMetricsFactory.testing()
        let describing: any MetricDescribing = factory
        describing.describe(MetricDefinition("cache.hits", .counter, unit: "{hit}", "Look-ups that hit"))
        describing.describe(MetricDefinition("cache.hits", .counter, unit: "{miss}", "Too late"))
        Counter(label: "cache.hits", factory: factory).increment()
        #expect(factory.read()["cache.hits"]?.unit == "{hit}")
    }

    @Test("A disabled telemetry keeps no metrics")
    func disabled() {
        let factory = OTLPMetricsFactory(TelemetrySettings(isDisabled: true, logger: .silent), reader: .cumulative)
        Counter(label: "requests", factory: factory).increment()
        #expect(factory.collect().isEmpty)
    }

    @Test("Measurements from many tasks are all counted", arguments: [TemporalityPreference.cumulative, .delta])
    func concurrent(temporality: TemporalityPreference) async {
        let factory = OTLPMetricsFactory.testing(temporality) { $0.histograms = .exponentialBuckets }
        let total = Box((count: UInt64(0), sum: Int64(0), floating: 0.0))
        @Sendable func read() {
            let metrics = factory.read()
            total.change { total in
                let counts = (
                    metrics["size"]?.exponentialHistograms.first?.count ?? 0, metrics["requests"]?.numbers.first?.value,
                    metrics["energy"]?.numbers.first?.value
                )
                guard case (let count, .int(let sum)?, .double(let floating)?) = counts else { return }
                if temporality == .delta {
                    total = (total.count + count, total.sum + sum, total.floating + floating)
                } else {
                    total = (count, sum, floating)
                }
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for value in 0..<1000 {
                        // Made anew each time, as many libraries do.
                        Counter(label: "requests", factory: factory).increment(by: 2)
                        FloatingPointCounter(label: "energy", factory: factory).increment(by: 0.5)
                        Recorder(label: "size", factory: factory).record(value)
                    }
                }
            }
        }
        read()
        #expect(total.value == (8000, 16_000, 4000))
    }
}
