import CoreMetrics
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueTelemetry

@Suite("Observed values")
struct ObservationTests {
    private static let sum = MetricDefinition("jobs.done", .counter, unit: "{job}", "Jobs that are done")

    @Test("They are read at each collection and told as they are")
    func gauge() {
        let factory = OTLPMetricsFactory.testing()
        let depth = Box(3)
        factory.observe(MetricDefinition("queue.depth", .gauge, unit: "{job}", "Jobs that wait")) {
            [Observation(depth.value, [OTLP.KeyValue("queue", "b")]), Observation(0.5, [OTLP.KeyValue("queue", "a")])]
        }
        #expect(factory.read().first?.numbers.map(\.value) == [.int(3), .double(0.5)])
        depth.change { $0 = 9 }
        let metric = factory.read().first
        #expect(metric?.numbers.first?.value == .int(9))
        #expect(metric?.unit == "{job}" && metric?.description == "Jobs that wait")
        guard case .gauge = metric?.data else { Issue.record("no gauge"); return }
    }

    @Test(
        "A sum is told whole, or what was added where the reader wants that",
        arguments: [(TemporalityPreference.cumulative, [10, 15, 4]), (.delta, [10, 5, 4]), (.lowMemory, [10, 15, 4])]
    )
    func counter(temporality: TemporalityPreference, expected: [Int64]) {
        let factory = OTLPMetricsFactory.testing(temporality)
        let done = Box(10)
        factory.observe(Self.sum) { [Observation(done.value)] }
        // It falls at last: whoever counts began anew.
        let told = [10, 15, 4].map { value -> OTLP.Number? in
            done.change { $0 = value }
            // Who only looks takes nothing from the reader.
            #expect(factory.collect().first?.metrics.first?.numbers.first?.value == .int(Int64(value)))
            return factory.read().first?.numbers.first?.value
        }
        #expect(told == expected.map { .int($0) })
    }

    @Test("What is not observed is not told, and nothing is after the registration's end")
    func absent() {
        let factory = OTLPMetricsFactory.testing()
        let users = Box(["a", "b"])
        let registration = factory.observe(Self.sum) { users.value.map { Observation(1, [OTLP.KeyValue("user", .string($0))]) } }
        #expect(factory.read().first?.numbers.count == 2)
        users.change { $0 = ["b"] }
        #expect(factory.read().first?.numbers.map(\.attributes) == [[OTLP.KeyValue("user", "b")]])
        registration.cancel()
        #expect(factory.read().isEmpty)
    }

    @Test("Views and the bound of series hold for them too")
    func views() {
        let factory = OTLPMetricsFactory.testing {
            $0.views = [
                MetricView(of: "jobs.*", attributes: .keeping(["queue"])), MetricView(of: "jobs.*", name: "bounded", cardinalityLimit: 3),
            ]
        }
        factory.observe(Self.sum) {
            (0..<10).map { Observation($0, [OTLP.KeyValue("user", .int(Int64($0))), OTLP.KeyValue("queue", "q")]) }
        }
        let metrics = factory.read()
        #expect(metrics["jobs.done"]?.numbers.map(\.value) == [.int(45)])
        #expect(metrics["bounded"]?.numbers.map(\.value) == [.int(0), .int(1), .int(44)])
        #expect(metrics["bounded"]?.numbers.last?.attributes == [OTLP.KeyValue("otel.metric.overflow", true)])
    }

    @Test("Whoever is asked may make and use other instruments")
    func reentrant() {
        let factory = OTLPMetricsFactory.testing()
        factory.observe(Self.sum) {
            Counter(label: "asked", factory: factory).increment()
            return [Observation(1)]
        }
        _ = factory.read()
        #expect(factory.read()["asked"]?.numbers.first?.value == .int(2))
    }
}
