import CoreMetrics
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueTelemetry

@Suite("Views")
struct ViewTests {
    @Test(
        "Names match with stars and question marks, whatever their case",
        arguments: [
            ("http.server.duration", "*", true), ("http.server.duration", "http.*", true), ("http.server.duration", "*.duration", true),
            ("http.server.duration", "http.*.duration", true), ("http.server.duration", "HTTP.Server.Duration", true),
            ("http.server.duration", "http.?erver.*", true), ("http.server.duration", "http.server", false),
            ("http.server.duration", "http.*.size", false), ("http.server.duration", "*r*r*n", true), ("", "*", true), ("", "?", false),
            ("aaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*c", false),
        ]
    )
    func names(name: String, pattern: String, matches: Bool) {
        #expect(NamePattern.matches(name, pattern) == matches)
    }

    @Test("A view renames, describes and gives a unit")
    func rename() {
        let factory = OTLPMetricsFactory.testing {
            $0.views = [MetricView(of: "requests", name: "app.requests", description: "Requests", unit: "{request}")]
        }
        Counter(label: "requests", factory: factory).increment()
        let metric = factory.read().first
        #expect((metric?.name, metric?.description, metric?.unit) == ("app.requests", "Requests", "{request}"))
    }

    @Test("A view's buckets count, sorted and each once")
    func buckets() {
        let factory = OTLPMetricsFactory.testing {
            $0.views = [MetricView(of: "size", aggregation: .explicitBuckets([10, 1, 10, .infinity]))]
        }
        Recorder(label: "size", factory: factory).record(5)
        let point = factory.read().first?.histograms.first
        #expect(point?.explicitBounds == [1, 10] && point?.bucketCounts == [0, 1, 0])
    }

    @Test("A view drops, and another aggregation than the usual one can be had")
    func aggregation() {
        let factory = OTLPMetricsFactory.testing {
            $0.views = [
                MetricView(of: "debug.*", aggregation: .drop),
                MetricView(of: "size", aggregation: .sum),
                MetricView(of: "age", aggregation: .exponentialBuckets(maxSize: 4, maxScale: 3)),
            ]
        }
        Counter(label: "debug.calls", factory: factory).increment()
        let size = Recorder(label: "size", factory: factory)
        size.record(5)
        size.record(6)
        let age = Recorder(label: "age", factory: factory)
        for value in [1, 100, 10_000] { age.record(value) }
        let metrics = factory.read()
        #expect(metrics["debug.calls"] == nil)
        #expect(metrics["size"]?.numbers.first?.value == .double(11))
        let point = metrics["age"]?.exponentialHistograms.first
        #expect(point?.count == 3 && (point?.positive?.bucketCounts.count ?? 9) <= 4)
    }

    @Test(
        "Series whose remaining attributes are the same become one",
        arguments: [MetricView.Attributes.keeping(["method"]), .dropping(["user", "host"])]
    )
    func attributes(selection: MetricView.Attributes) throws {
        let factory = OTLPMetricsFactory.testing { $0.views = [MetricView(attributes: selection)] }
        for user in ["a", "b", "c"] {
            Counter(label: "requests", dimensions: [("method", "GET"), ("user", user), ("host", "x")], factory: factory).increment()
        }
        let points = try #require(factory.read().first?.numbers)
        #expect(points.map(\.attributes) == [[OTLP.KeyValue("method", "GET")]])
        #expect(points.first?.value == .int(3))
    }

    @Test("One of several handlers of a series that is destroyed does not end it")
    func destroyOne() {
        let factory = OTLPMetricsFactory.testing { $0.views = [MetricView(attributes: .keeping([]))] }
        let first = Counter(label: "requests", dimensions: [("user", "a")], factory: factory)
        let second = Counter(label: "requests", dimensions: [("user", "b")], factory: factory)
        first.increment()
        first.destroy()
        _ = factory.read()
        second.increment()
        #expect(factory.read().first?.numbers.map(\.value) == [.int(2)])
        second.destroy()
        _ = factory.read()
        #expect(factory.read().isEmpty)
    }

    @Test("Views that match both make a metric each")
    func several() {
        let factory = OTLPMetricsFactory.testing {
            $0.views = [MetricView(of: "req*"), MetricView(of: "requests", name: "all", attributes: .keeping([]))]
        }
        for user in ["a", "b"] { Counter(label: "requests", dimensions: [("user", user)], factory: factory).increment() }
        let metrics = factory.read()
        #expect(metrics["requests"]?.numbers.count == 2)
        #expect(metrics["all"]?.numbers.map(\.value) == [.int(2)])
    }

    @Test("Views match by kind, unit and scope")
    func selection() {
        let factory = OTLPMetricsFactory.testing {
            $0.views = [
                MetricView(kind: .gauge, aggregation: .drop), MetricView(instrumentUnit: "s", name: "durations"),
                MetricView(scope: "client", name: "clients"),
            ]
        }
        Gauge(label: "temperature", factory: factory).record(1)
        CoreMetrics.Timer(label: "work", factory: factory).recordSeconds(1)
        Counter(label: "requests", factory: factory).increment()
        Counter(label: "requests", factory: factory.scoped(OTLP.Scope(name: "client"))).increment()
        #expect(factory.read().map(\.name) == ["durations", "requests", "clients"])
    }

    @Test("A view has its own bound of series")
    func cardinality() {
        let factory = OTLPMetricsFactory.testing { $0.views = [MetricView(of: "a", cardinalityLimit: 2)] }
        for user in 0..<5 {
            for name in ["a", "b"] { Counter(label: name, dimensions: [("user", "\(user)")], factory: factory).increment() }
        }
        let metrics = factory.read()
        #expect(metrics["a"]?.numbers.count == 2 && metrics["b"]?.numbers.count == 5)
    }

    @Test("The buckets of all histograms can be exponential")
    func exponential() {
        let factory = OTLPMetricsFactory.testing(.delta) { $0.histograms = .exponentialBuckets }
        let timer = CoreMetrics.Timer(label: "work", factory: factory)
        timer.recordMilliseconds(1)
        timer.recordSeconds(100)
        let point = factory.read().first?.exponentialHistograms.first
        #expect((point?.count, point?.min, point?.max, point?.sum) == (2, 0.001, 100, 100.001))
        #expect(point.map { ($0.positive?.bucketCounts.count ?? 0) <= 160 && $0.scale == 3 } == true)
        timer.recordMilliseconds(1)
        #expect(factory.read().first?.exponentialHistograms.first?.scale == 20, "a delta begins at the finest scale")
    }
}
