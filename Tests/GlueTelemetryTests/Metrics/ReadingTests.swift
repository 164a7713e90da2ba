import CoreMetrics
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueTelemetry

@Suite("Reading metrics")
struct ReadingTests {
    @Test(
        "Each kind of instrument has the temporality of the specification's table",
        arguments: [
            (InstrumentKind.counter, [2, 1, 1]), (.observableCounter, [2, 1, 2]), (.histogram, [2, 1, 1]), (.upDownCounter, [2, 2, 2]),
            (.observableUpDownCounter, [2, 2, 2]),
        ]
    )
    func temporality(kind: InstrumentKind, expected: [Int32]) {
        let preferences: [TemporalityPreference] = [.cumulative, .delta, .lowMemory]
        #expect(preferences.map { $0.temporality(of: kind).rawValue } == expected)
    }

    @Test("Cumulative sums go on from reading to reading, since the instrument was made")
    func cumulative() throws {
        let clock = SetClock(100)
        let factory = OTLPMetricsFactory.testing(clock: clock)
        let counter = Counter(label: "requests", factory: factory)
        counter.increment(by: 3)
        clock.now = 200
        #expect(factory.read()["requests"]?.numbers.first?.value == .int(3))
        clock.now = 300
        counter.increment(by: 4)
        let point = try #require(factory.read()["requests"]?.numbers.first)
        #expect((point.value, point.startTimeUnixNano, point.timeUnixNano) == (.int(7), 100, 300))
    }

    @Test("Deltas begin anew at each reading and say nothing of what did not change")
    func delta() throws {
        let clock = SetClock(100)
        let factory = OTLPMetricsFactory.testing(.delta, clock: clock)
        let counter = Counter(label: "requests", factory: factory)
        let recorder = Recorder(label: "size", factory: factory)
        counter.increment(by: 3)
        recorder.record(7)
        clock.now = 200
        let first = factory.read()
        #expect(first["requests"]?.temporality == .delta && first["size"]?.temporality == .delta)
        #expect(first["requests"]?.numbers.first?.value == .int(3))
        clock.now = 300
        counter.increment(by: 4)
        let second = factory.read()
        let point = try #require(second["requests"]?.numbers.first)
        #expect((point.value, point.startTimeUnixNano, point.timeUnixNano) == (.int(4), 200, 300))
        #expect(second["size"] == nil)
        #expect(factory.read().isEmpty)
    }

    @Test("Whoever only looks sees everything and takes nothing from the reader")
    func look() {
        let factory = OTLPMetricsFactory.testing(.delta)
        let counter = Counter(label: "requests", factory: factory)
        counter.increment(by: 3)
        for _ in 0..<2 { #expect(factory.collect().first?.metrics["requests"]?.numbers.first?.value == .int(3)) }
        #expect(factory.read()["requests"]?.numbers.first?.value == .int(3))
        counter.increment(by: 1)
        #expect(factory.collect().first?.metrics["requests"]?.numbers.first?.value == .int(4))
        #expect(factory.read()["requests"]?.numbers.first?.value == .int(1))
    }

    @Test("What exists is told as zero before its first event, except gauges")
    func zero() {
        let factory = OTLPMetricsFactory.testing()
        _ = Counter(label: "requests", factory: factory)
        _ = FloatingPointCounter(label: "energy", factory: factory)
        _ = Recorder(label: "size", factory: factory)
        _ = Gauge(label: "temperature", factory: factory)
        let metrics = factory.read()
        #expect(metrics["requests"]?.numbers.first?.value == .int(0))
        #expect(metrics["energy"]?.numbers.first?.value == .double(0))
        #expect(metrics["size"]?.histograms.first?.count == 0)
        #expect(metrics["size"]?.histograms.first?.min == nil)
        #expect(metrics["temperature"] == nil)
    }

    @Test("A reset counter starts again from zero, and deltas keep what was counted before")
    func reset() throws {
        for (temporality, expected) in [(TemporalityPreference.cumulative, Int64(2)), (.delta, 12)] {
            let clock = SetClock(100)
            let factory = OTLPMetricsFactory.testing(temporality, clock: clock)
            let counter = Counter(label: "requests", factory: factory)
            counter.increment(by: 10)
            clock.now = 200
            counter.reset()
            counter.increment(by: 2)
            clock.now = 300
            let point = try #require(factory.read()["requests"]?.numbers.first)
            #expect(point.value == .int(expected))
            #expect(point.startTimeUnixNano == 200)
        }
    }

    @Test("A destroyed metric is told once more and then gone; one that is made again starts anew")
    func destroy() {
        let clock = SetClock(100)
        let factory = OTLPMetricsFactory.testing(clock: clock)
        let counter = Counter(label: "requests", factory: factory)
        counter.increment(by: 10)
        counter.destroy()
        counter.destroy()
        #expect(factory.read()["requests"]?.numbers.first?.value == .int(10))
        #expect(factory.read()["requests"] == nil)
        clock.now = 500
        let again = Counter(label: "requests", factory: factory)
        again.increment(by: 1)
        let point = factory.read()["requests"]?.numbers.first
        #expect(point?.value == .int(1) && point?.startTimeUnixNano == 500)
    }

    @Test("A metric that is made again before a reader knew of its end goes on")
    func revived() {
        let factory = OTLPMetricsFactory.testing()
        let counter = Counter(label: "requests", factory: factory)
        counter.increment(by: 10)
        counter.destroy()
        Counter(label: "requests", factory: factory).increment(by: 1)
        for _ in 0..<2 { #expect(factory.read()["requests"]?.numbers.map(\.value) == [.int(11)]) }
    }

    @Test("Every kind of handler can be destroyed")
    func destroyAll() {
        let factory = OTLPMetricsFactory.testing()
        let (timer, recorder) = (CoreMetrics.Timer(label: "t", factory: factory), Recorder(label: "r", factory: factory))
        let (meter, floating) = (Meter(label: "m", factory: factory), FloatingPointCounter(label: "f", factory: factory))
        meter.set(1)
        #expect(factory.read().count == 4)
        timer.destroy()
        recorder.destroy()
        meter.destroy()
        floating.destroy()
        _ = factory.read()
        #expect(factory.read().isEmpty)
    }

    @Test("A clock that was set back makes no interval that ends before it began", arguments: [TemporalityPreference.cumulative, .delta])
    func clockSetBack(temporality: TemporalityPreference) throws {
        let clock = SetClock(1000)
        let factory = OTLPMetricsFactory.testing(temporality, clock: clock)
        let counter = Counter(label: "requests", factory: factory)
        counter.increment()
        clock.now = 400
        let point = try #require(factory.read()["requests"]?.numbers.first)
        #expect(point.startTimeUnixNano <= point.timeUnixNano)
    }

    @Test("Series beyond the bound are added up in that of the overflow")
    func cardinality() throws {
        let factory = OTLPMetricsFactory.testing { $0.cardinalityLimit = 10 }
        for number in 0..<100 { Counter(label: "requests", dimensions: [("user", "\(number)")], factory: factory).increment() }
        let points = try #require(factory.read()["requests"]?.numbers)
        #expect(points.count == 10)
        let overflow = try #require(points.first { $0.attributes == [OTLP.KeyValue("otel.metric.overflow", true)] })
        #expect(overflow.value == .int(91))
        #expect(points.filter { $0.value == .int(1) }.count == 9)
    }

    @Test("The bound is 2,000 series where nobody says otherwise")
    func standardCardinality() {
        let factory = OTLPMetricsFactory.testing()
        for number in 0..<2100 { Counter(label: "requests", dimensions: [("user", "\(number)")], factory: factory).increment() }
        #expect(factory.read()["requests"]?.numbers.count == 2000)
    }

    @Test("A place that a destroyed series gave back can be taken again")
    func cardinalityAfterDestroy() {
        let factory = OTLPMetricsFactory.testing { $0.cardinalityLimit = 3 }
        let first = Counter(label: "requests", dimensions: [("user", "a")], factory: factory)
        _ = Counter(label: "requests", dimensions: [("user", "b")], factory: factory)
        first.destroy()
        _ = factory.read()
        Counter(label: "requests", dimensions: [("user", "c")], factory: factory).increment()
        #expect(factory.read()["requests"]?.numbers.contains { $0.attributes == [OTLP.KeyValue("user", "c")] } == true)
    }

    @Test("Another scope has metrics of its own")
    func scopes() {
        let factory = OTLPMetricsFactory.testing()
        Counter(label: "requests", factory: factory).increment(by: 1)
        Counter(label: "requests", factory: factory.scoped(OTLP.Scope(name: "client", version: "2"))).increment(by: 2)
        let groups = factory.collect()
        #expect(groups.map { $0.scope?.name } == ["swift-metrics", "client"])
        #expect(groups.map { $0.metrics["requests"]?.numbers.first?.value } == [.int(1), .int(2)])
    }

    @Test("Two different instruments of one name are both told, with a warning")
    func conflict() {
        let log = LinesLog()
        let factory = OTLPMetricsFactory.testing(logger: log.logger)
        Counter(label: "requests", factory: factory).increment()
        Gauge(label: "requests", factory: factory).record(2)
        #expect(factory.read().count == 2)
        #expect(log.lines.count == 1 && log.lines[0].contains("two different instruments have one name"))
    }
}
