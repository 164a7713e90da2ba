import AsyncHTTPClient
import CoreMetrics
import GlueJSON
import GlueOTLP
import GlueSemantics
import GlueTestSupport
import Hummingbird
import NIOCore
import Testing
import Tracing

@testable import GlueTelemetry

@Suite("Prometheus")
struct PrometheusTests {
    /// A bit of everything, in a sampled span.
    private static func record(_ factory: OTLPMetricsFactory) {
        var context = ServiceContext.topLevel
        context.spanContext = SpanContext(traceID: OTLP.TraceID(high: 0, low: 0xABC), spanID: OTLP.SpanID(0xDEF), flags: .sampled)
        ServiceContext.withValue(context) {
            Counter(label: "http.requests", dimensions: [("http.method", "GET"), ("path", "a\"b\\c\nd")], factory: factory).increment(by: 7)
            FloatingPointCounter(label: "energy.total", factory: factory).increment(by: 1.25)
            Gauge(label: "0temperature-of:oven", factory: factory).record(-3.5)
            let timer = CoreMetrics.Timer(label: "work.duration", factory: factory)
            for milliseconds in [3, 30, 300, 30_000] { timer.recordMilliseconds(milliseconds) }
            for size in [0, 1, 5, 1_000_000] { Recorder(label: "payload", factory: factory).record(size) }
        }
    }

    private static func factory() -> OTLPMetricsFactory {
        OTLPMetricsFactory.testing(.delta, clock: SetClock(1_700_000_000_123_456_789)) {
            $0.definitions = [
                MetricDefinition("payload", .histogram, unit: "By", "Size of\na \"payload\" \\ body"),
                MetricDefinition("energy.total", .counter, unit: "J", "Energy"),
            ]
            $0.views = [MetricView(of: "payload", aggregation: .exponentialBuckets())]
            $0.scope = OTLP.Scope(name: "shop", version: "1.2")
        }
    }

    private static let resource = OTLP.Resource(attributes: [OTLP.KeyValue("service.name", "shop"), OTLP.KeyValue("host.cores", .int(2))])

    @Test("The older text format tells everything but exemplars")
    func text() {
        let factory = Self.factory()
        Self.record(factory)
        let body = PrometheusText(factory.collect(), resource: Self.resource, accept: nil)
        #expect(body.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(body.conflicts.isEmpty)
        let scope = #"otel_scope_name="shop",otel_scope_version="1.2""#
        let lines = body.text.split(separator: "\n").map(String.init)
        let expected = [
            "# TYPE target_info gauge", "# HELP target_info Target metadata", #"target_info{host_cores="2",service_name="shop"} 1"#,
            "# TYPE http_requests_total counter", #"http_requests_total{http_method="GET",path="a\"b\\c\nd",\#(scope)} 7"#,
            "# TYPE energy_joules_total counter", "# HELP energy_joules_total Energy", "energy_joules_total{\(scope)} 1.25",
            "# TYPE _0temperature_of:oven gauge", "_0temperature_of:oven{\(scope)} -3.5",
            "# TYPE work_duration_seconds histogram", #"work_duration_seconds_bucket{\#(scope),le="0.005"} 1"#,
            #"work_duration_seconds_bucket{\#(scope),le="0.5"} 3"#, #"work_duration_seconds_bucket{\#(scope),le="10.0"} 3"#,
            #"work_duration_seconds_bucket{\#(scope),le="+Inf"} 4"#, "work_duration_seconds_sum{\(scope)} 30.333",
            "work_duration_seconds_count{\(scope)} 4", #"# HELP payload_bytes Size of\na "payload" \\ body"#,
            #"payload_bytes_bucket{\#(scope),le="0.0"} 1"#, #"payload_bytes_bucket{\#(scope),le="8.0"} 3"#,
            #"payload_bytes_bucket{\#(scope),le="+Inf"} 4"#,
        ]
        for line in expected { #expect(lines.contains(line), "\(line)") }
        #expect(!body.text.contains("trace_id") && !body.text.contains("_created") && !body.text.contains("# UNIT"))
    }

    @Test("OpenMetrics tells units, times of birth and exemplars, and ends with its mark")
    func openMetrics() {
        let factory = Self.factory()
        Self.record(factory)
        let body = PrometheusText(factory.collect(), resource: Self.resource, accept: "application/openmetrics-text;version=1.0.0")
        #expect(body.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        let scope = #"otel_scope_name="shop",otel_scope_version="1.2""#
        let exemplar = ##"# {trace_id="00000000000000000000000000000abc",span_id="0000000000000def"}"##
        let lines = body.text.split(separator: "\n").map(String.init)
        let expected = [
            "# TYPE target info", "# TYPE http_requests counter", "# TYPE energy_joules counter", "# UNIT energy_joules joules",
            "energy_joules_total{\(scope)} 1.25 \(exemplar) 1.25 1700000000.123456789",
            "energy_joules_created{\(scope)} 1700000000.1234567",
            #"work_duration_seconds_bucket{\#(scope),le="0.005"} 1 \#(exemplar) 0.003 1700000000.123456789"#,
            #"work_duration_seconds_bucket{\#(scope),le="0.01"} 1"#,
            #"# HELP payload_bytes Size of\na \"payload\" \\ body"#,
        ]
        for line in expected { #expect(lines.contains(line), "\(line)") }
        #expect(body.text.hasSuffix("\n# EOF\n"))
    }

    @Test(
        "The form follows what the client takes most gladly",
        arguments: [
            (nil, "text/plain; version=0.0.4"), ("", "text/plain; version=0.0.4"), ("*/*", "text/plain; version=0.0.4"),
            ("application/openmetrics-text; version=1.0.0; q=0.5,text/plain;version=0.0.4;q=0.9", "text/plain; version=0.0.4"),
            ("application/openmetrics-text; version=0.0.1", "application/openmetrics-text; version=0.0.1"),
            ("application/openmetrics-text; version=2.0.0", "text/plain; version=0.0.4"),
            ("Application/OpenMetrics-Text; version=1.0.0;q=0", "text/plain; version=0.0.4"),
            (
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                    + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "application/openmetrics-text; version=1.0.0"
            ),
        ]
    )
    func negotiation(accept: String?, type: String) {
        #expect(PrometheusText([], resource: OTLP.Resource(), accept: accept).contentType.hasPrefix(type))
    }

    @Test(
        "Units become words",
        arguments: [
            ("s", false, "seconds"), ("ms", true, "milliseconds"), ("By", false, "bytes"), ("1", true, "ratio"), ("1", false, ""),
            ("{request}", false, ""), ("{request}/s", false, "per_second"), ("By/s", true, "bytes_per_second"),
            ("m/s", true, "meters_per_second"),
            ("Cel", true, "celsius"), ("%", true, "percent"), ("", true, ""), ("1/h", true, "per_hour"), ("fortnight", true, "fortnight"),
            ("ki{B}", true, "ki"), ("°", true, ""),
        ]
    )
    func units(unit: String, isGauge: Bool, name: String) {
        #expect(PrometheusName.unit(unit, isGauge: isGauge) == name)
    }

    @Test(
        "Names keep to the characters and get their unit once",
        arguments: [
            ("http.server.duration", "seconds", false, "http_server_duration_seconds"), ("wait_seconds", "seconds", false, "wait_seconds"),
            ("jobs.total", "", true, "jobs"), ("jobs_total", "", false, "jobs_total"),
            ("wait_seconds_total", "seconds", true, "wait_seconds"),
            ("a..b--ü__c", "", false, "a_b_c"), ("9lives", "", false, "_9lives"), ("", "", false, "_"),
            ("seconds", "seconds", false, "seconds"),
        ]
    )
    func names(name: String, unit: String, isCounter: Bool, expected: String) {
        #expect(PrometheusName.metric(name, unit: unit, isCounter: isCounter) == expected)
    }

    @Test("Keys that become one label are joined; a histogram's own label is not overwritten")
    func labels() {
        let attributes = [OTLP.KeyValue("a.b", "1"), OTLP.KeyValue("a-b", "2"), OTLP.KeyValue("le", .array([.int(1), .bool(true)]))]
        let labels = PrometheusLabels(attributes, reserved: "le").list
        #expect(labels.map { "\($0.name)=\($0.value)" } == ["a_b=2;1", "exported_le=[1,true]"])
    }

    @Test("Of two metrics that become one the first is told, and the other named; those of different scopes are both told")
    func conflicts() {
        let factory = OTLPMetricsFactory.testing()
        Counter(label: "a.b", factory: factory).increment()
        Counter(label: "a_b", factory: factory).increment()
        Counter(label: "a_b", factory: factory.scoped(OTLP.Scope(name: "other"))).increment()
        Gauge(label: "jobs", factory: factory).record(1)
        Counter(label: "jobs.total", factory: factory).increment()
        let body = PrometheusText(factory.collect(), resource: OTLP.Resource(), accept: nil)
        #expect(body.conflicts == ["a_b", "jobs.total"])
        #expect(body.text.contains("# TYPE jobs gauge\n") && !body.text.contains("jobs_total"))
        #expect(body.text.split(separator: "\n").count { $0.hasPrefix("a_b_total") } == 2)
    }

    @Test("An exponential histogram becomes few buckets that count every value once", arguments: Seeds.from(7, count: 20))
    func exponential(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        var histogram = ExponentialHistogram(maxSize: 160, maxScale: 20)
        let values = (0..<300).map { _ in
            Double(sign: .plus, exponent: .random(in: -40...40, using: &generator), significand: .random(in: 1..<2, using: &generator))
                * Double([-1, 0, 1].randomElement(using: &generator) ?? 1)
        }
        for value in values { histogram.record(value) }
        let buckets = PrometheusBuckets(OTLP.ExponentialHistogramDataPoint(histogram))
        #expect(buckets.buckets.count <= PrometheusBuckets.limit + 2)
        #expect(buckets.sum == nil, "negative values make the sum fall")
        var count: UInt64 = 0
        for (bound, inBucket) in buckets.buckets {
            count += inBucket
            #expect(count == UInt64(values.count { $0 <= bound }))
        }
        #expect(count == 300)
        #expect(buckets.buckets.map(\.bound) == buckets.buckets.map(\.bound).sorted())
    }

    @Test("promtool has nothing to say against the text", .needsPrometheus)
    func promtool() async throws {
        let factory = Self.factory()
        Self.record(factory)
        let body = PrometheusText(factory.collect(), resource: Self.resource, accept: nil)
        let outcome = try await Prometheus.check(body.text)
        // It parses, and what is remarked is style: our own metrics of this test have odd names and no help.
        #expect(outcome.exitCode == 0 || outcome.exitCode == 3, "\(outcome.error)")
        let remarks = outcome.error.split(separator: "\n").filter {
            !$0.contains("no help text") && !$0.contains("metric names should not contain ':'")
        }
        #expect(remarks.isEmpty, "\(outcome.error)")
    }

    @Test("The real Prometheus scrapes the route of the documentation and returns what was recorded", .needsPrometheus)
    func scrape() async throws {
        let telemetry = Telemetry(TelemetrySettings(resource: Self.resource, logger: .silent))
        Self.record(telemetry.metrics)
        let accepts = Box(Set<String>())
        let router = Router()
        router.get("metrics") { request, _ in
            accepts.change { $0.insert(request.headers[.accept] ?? "") }
            let body = telemetry.prometheusText(accept: request.headers[.accept])
            return Response(
                status: .ok,
                headers: [.contentType: body.contentType],
                body: .init(byteBuffer: ByteBuffer(string: body.text))
            )
        }
        let (ports, signal) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { signal.yield($0.localAddress?.port ?? 0) },
            logger: .silent
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            for await port in ports {
                try await Server.prometheus(scraping: port) { try await verify($0) }
                break
            }
        }
        #expect(accepts.value.contains { $0.contains("openmetrics") }, "Prometheus asks for OpenMetrics")
    }

    private func verify(_ prometheus: Server) async throws {
        func value(_ query: String) async throws -> String? {
            try await prometheus.query("/api/v1/query?query=\(PercentCoding.encoded(query, keeping: { _ in false }))").first?["value"]?[1]?
                .string
        }
        #expect(try await value(#"http_requests_total{http_method="GET",path="a\"b\\c\nd",otel_scope_name="swift-metrics"}"#) == "7")
        #expect(try await value("energy_total") == "1.25")
        #expect(try await value("_0temperature_of:oven") == "-3.5")
        #expect(try await value("work_duration_seconds_count") == "4")
        #expect(try await value("work_duration_seconds_sum") == "30.333")
        #expect(try await value(#"work_duration_seconds_bucket{le="0.5"}"#) == "3")
        #expect(try await value(#"work_duration_seconds_bucket{le="+Inf"}"#) == "4")
        #expect(try await value("histogram_quantile(0.5, payload_bucket)") == "2.5")
        #expect(try await value(#"target_info{service_name="shop"}"#) == "1")

        let types = try await prometheus.get("/api/v1/metadata?metric=work_duration_seconds").json["data"]?["work_duration_seconds"]?[0]
        #expect(types?["type"]?.string == "histogram" && types?["unit"]?.string == "seconds")
        let exemplars = try await prometheus.query("/api/v1/query_exemplars?query=work_duration_seconds_bucket&start=0&end=9999999999")
        let labels = exemplars.first?["exemplars"]?[0]?["labels"]
        #expect(labels?["trace_id"]?.string == "00000000000000000000000000000abc")
        #expect(labels?["span_id"]?.string == "0000000000000def")
    }
}
