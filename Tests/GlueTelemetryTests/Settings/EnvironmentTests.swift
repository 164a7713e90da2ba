import GlueOTLP
import GlueTelemetry
import Logging
import Testing
import Tracing

@Suite("Settings by the environment")
struct EnvironmentTests {
    /// Settings, and the warnings that came with them.
    private func settings(_ environment: [String: String]) -> (settings: TelemetrySettings, warnings: [String]) {
        let log = Box<[String]>([])
        let logger = Logger(label: "test") { _ in NotingLogHandler(log: log) }
        let settings = TelemetrySettings(environment: environment, logger: logger)
        return (settings, log.value)
    }

    @Test(
        "An empty environment means the defaults of the specification, without a warning",
        arguments: [
            [:], ["OTEL_BSP_SCHEDULE_DELAY": "", "OTEL_PROPAGATORS": " ", "OTEL_TRACES_SAMPLER": ""],
        ]
    )
    func defaults(environment: [String: String]) throws {
        let (settings, warnings) = settings(environment)
        #expect(warnings.isEmpty)
        #expect(settings.batch == BatchSettings(delay: .seconds(5), records: 512, timeout: .seconds(30)))
        #expect(settings.limits == SpanLimits())
        #expect(settings.sampler is ParentBasedSampler)
        #expect(settings.propagators.map { "\(type(of: $0))" } == ["TraceContextPropagator", "BaggagePropagator"])
        #expect(settings.logBatch == BatchSettings(delay: .seconds(1), records: 512, timeout: .seconds(30)))
        let names = OTLP.Signal.allCases.map { "http://localhost:4318/v1/\($0)" }
        #expect(settings.destinations.map(\.name) == names)
        #expect(!settings.isDisabled)
        let resource = settings.resource.attributes
        #expect(resource["service.name"]?.string?.hasPrefix("unknown_service:") == true)
        #expect(resource["telemetry.sdk.language"] == "swift")
        #expect(resource["telemetry.sdk.name"] != "opentelemetry")
        #expect(resource["process.pid"]?.int.map { $0 > 0 } == true)
    }

    @Test("The service's name and attributes are found, the name's own variable first")
    func resource() {
        let (settings, warnings) = settings([
            "OTEL_RESOURCE_ATTRIBUTES": "service.name=other, deployment.environment.name=p%2Cq%3Dr ,service.instance.id=7",
            "OTEL_SERVICE_NAME": "shop",
        ])
        #expect(warnings.isEmpty)
        let resource = settings.resource.attributes
        #expect(resource["service.name"] == "shop")
        #expect(resource["deployment.environment.name"] == "p,q=r")
        #expect(resource["service.instance.id"] == "7")
        #expect(resource.count == Set(resource.map(\.key)).count)
    }

    @Test(
        "Where the spans go",
        arguments: [
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"], "http://c:4318/v1/traces"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318/x/"], "http://c:4318/x/v1/traces"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318/x"], "http://c:4318/x/v1/traces"),
            (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://c/mine", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://d"], "https://c/mine"),
            (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://c:1234"], "https://c:1234/"),
            (["GLUELLM_OTEL_EXPORTER_ENDPOINT": "http://o/v1/traces"], "http://o/v1/traces"),
            (["GLUELLM_OTEL_EXPORTER_ENDPOINT": "http://o/", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://p/"], "http://p/"),
            (["OTEL_TRACES_EXPORTER": "none"], nil), (["OTEL_TRACES_EXPORTER": "console"], "console"),
            (["OTEL_TRACES_EXPORTER": "OTLP"], "http://localhost:4318/v1/traces"),
        ] as [([String: String], String?)]
    )
    func endpoint(environment: [String: String], endpoint: String?) {
        let (settings, warnings) = settings(environment)
        #expect(settings.destinations.filter { $0.signals == [.traces] }.map(\.name) == (endpoint.map { [$0] } ?? []))
        #expect(warnings.isEmpty)
    }

    @Test(
        "Samplers",
        arguments: [
            ("always_on", true, true), ("always_off", false, false), ("parentbased_always_on", true, false),
            ("PARENTBASED_ALWAYS_OFF", false, false), ("traceidratio", false, false), ("parentbased_traceidratio", false, false),
        ]
    )
    func samplers(name: String, root: Bool, underUnsampled: Bool) {
        let (settings, warnings) = settings(["OTEL_TRACES_SAMPLER": name, "OTEL_TRACES_SAMPLER_ARG": "0"])
        #expect(warnings.isEmpty)
        let traceID = OTLP.TraceID(high: 1, low: 2)
        let parent = SpanContext(traceID: traceID, spanID: OTLP.SpanID(3))
        func isSampled(_ parent: SpanContext?) -> Bool {
            settings.sampler.decide(SamplingRequest(parent: parent, traceID: traceID, name: "x", kind: .internal)).verdict
                == .recordAndSample
        }
        #expect(isSampled(nil) == root)
        #expect(isSampled(parent) == underUnsampled)
    }

    @Test("Numbers and switches")
    func numbers() {
        let (settings, warnings) = settings([
            "OTEL_SDK_DISABLED": "TRUE", "OTEL_BSP_SCHEDULE_DELAY": "10", "OTEL_BSP_EXPORT_TIMEOUT": "0", "OTEL_BSP_MAX_QUEUE_SIZE": "100",
            "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "50", "OTEL_ATTRIBUTE_COUNT_LIMIT": "1", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "2",
            "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "3", "OTEL_SPAN_EVENT_COUNT_LIMIT": "4", "OTEL_SPAN_LINK_COUNT_LIMIT": "5",
            "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT": "6", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT": "0",
            "OTEL_PROPAGATORS": "baggage, tracecontext,baggage",
        ])
        #expect(warnings.isEmpty)
        #expect(settings.isDisabled)
        #expect(settings.batch == BatchSettings(delay: .milliseconds(10), records: 50, timeout: nil))
        #expect(settings.queue.records == 100)
        #expect(
            settings.limits
                == SpanLimits(attributes: 2, events: 4, links: 5, attributesPerEvent: 6, attributesPerLink: 0, valueLength: 3)
        )
        #expect(settings.propagators.map { "\(type(of: $0))" } == ["BaggagePropagator", "TraceContextPropagator"])
        #expect(self.settings(["OTEL_PROPAGATORS": "none"]).settings.propagators.isEmpty)
    }

    @Test(
        "A wrong value is warned of, with what is used instead",
        arguments: [
            ("OTEL_SDK_DISABLED", "yes", "false"), ("OTEL_BSP_SCHEDULE_DELAY", "5s", "the default"),
            ("OTEL_BSP_SCHEDULE_DELAY", "-1", "the default"), ("OTEL_BSP_MAX_QUEUE_SIZE", "0", "the default"),
            ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "99999999999999999999", "the default"),
            ("OTEL_TRACES_SAMPLER", "jaeger_remote", "parentbased_always_on"),
            ("OTEL_PROPAGATORS", "b4", "the others of the list"), ("OTEL_PROPAGATORS", "jaeger", "the others of the list"),
            ("OTEL_PROPAGATORS", "xray", "the others of the list"), ("OTEL_PROPAGATORS", "ottrace", "the others of the list"),
            ("OTEL_TRACES_EXPORTER", "zipkin", "the others of the list"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector:4318", "http://localhost:4318/v1/traces"),
            ("OTEL_LOG_LEVEL", "loud", "warning"), ("OTEL_CONFIG_FILE", "otel.yaml", "the other variables"),
            ("OTEL_METRICS_EXPORTER", "prometheus", "the others of the list"), ("OTEL_BLRP_SCHEDULE_DELAY", "x", "the default"),
            ("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "grpc", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "zstd", "gzip"), ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "ten", "the default"),
            ("OTEL_SPAN_EVENT_COUNT_LIMIT", "1.5", "the default"),
        ]
    )
    func wrong(name: String, value: String, used: String) {
        let (_, warnings) = settings([name: value])
        #expect(warnings.count == 1)
        #expect(warnings.first.map { $0.contains(name) && $0.contains(value) && $0.contains("used=\(used)") } == true)
    }

    @Test("Without the certificate that was asked for nothing is sent, rather than to whoever answers")
    func certificate() {
        let (settings, warnings) = settings([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "https://c:4318", "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE": "/nowhere.pem",
        ])
        #expect(settings.destinations.map(\.name) == ["https://c:4318/v1/metrics", "https://c:4318/v1/logs"])
        #expect(warnings.count == 1 && warnings[0].contains("/nowhere.pem") && warnings[0].contains("used=no export of traces"))
    }

    @Test(
        "The switch of the original is read where the standard one is not set",
        arguments: [
            (["GLUELLM_ENABLE_TRACING": "false"], true), (["GLUELLM_ENABLE_TRACING": "true"], false),
            (["GLUELLM_ENABLE_TRACING": "false", "OTEL_SDK_DISABLED": "false"], false),
            (["GLUELLM_ENABLE_TRACING": "true", "OTEL_SDK_DISABLED": "true"], true),
        ]
    )
    func original(environment: [String: String], isDisabled: Bool) {
        let (settings, warnings) = settings(environment)
        #expect(settings.isDisabled == isDisabled && warnings.isEmpty)
    }

    @Test("MLflow is a destination by the variables of its own client, or by those of the original")
    func mlflow() async throws {
        try await FaultyCollector.running { running in
            let (settings, warnings) = settings([
                "OTEL_TRACES_EXPORTER": "mlflow", "GLUELLM_MLFLOW_TRACKING_URI": running.base, "MLFLOW_EXPERIMENT_ID": "7",
                "MLFLOW_TRACKING_TOKEN": "t0ken", "OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none",
            ])
            #expect(warnings.isEmpty)
            let telemetry = Telemetry(settings)
            telemetry.tracer.withSpan("work") { $0.attributes["gen_ai.operation.name"] = "chat" }
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            let request = try #require(running.collector.requests.first)
            #expect(request.line.hasPrefix("POST /v1/traces ") && request.headers["x-mlflow-experiment-id"] == "7")
            #expect(request.headers["authorization"] == "Bearer t0ken")
            #expect(try request.traces.spans[0].attributes["mlflow.spanType"] == "CHAT_MODEL")
            await telemetry.shutdown()
        }
        let nameless = settings(["OTEL_TRACES_EXPORTER": "mlflow"])
        #expect(nameless.warnings.count == 1 && nameless.warnings[0].contains("MLFLOW_TRACKING_URI"))
        let named = settings([
            "OTEL_TRACES_EXPORTER": "mlflow", "MLFLOW_TRACKING_URI": "http://m", "GLUELLM_MLFLOW_EXPERIMENT_NAME": "mine",
        ])
        #expect(named.warnings.count == 1 && named.warnings[0].contains("used=0"))
    }

    @Test("Every variable is listed once, with what it means")
    func list() {
        let names = EnvironmentVariable.all.map(\.name)
        #expect(Set(names).count == names.count && names.count > 45)
        #expect(EnvironmentVariable.all.allSatisfy { !$0.meaning.isEmpty })
    }

    @Test("A wrong ratio counts as 1, a batch larger than the queue as the queue")
    func together() {
        let ratio = settings(["OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "1.5"])
        #expect((ratio.settings.sampler as? TraceIDRatioSampler)?.ratio == 1 && ratio.warnings.count == 1)
        let batch = settings(["OTEL_BSP_MAX_QUEUE_SIZE": "10", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "20"])
        #expect(batch.settings.batch.records == 10 && batch.warnings.count == 1)
        // The default batch is larger than this queue too, which is nobody's mistake.
        let queue = settings(["OTEL_BSP_MAX_QUEUE_SIZE": "10"])
        #expect(queue.settings.batch.records == 10 && queue.warnings.isEmpty)
    }

    @Test(
        "A warning about headers or attributes does not show them",
        arguments: ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_RESOURCE_ATTRIBUTES"]
    )
    func secrets(name: String) {
        for value in ["hunter2", "x=%zzhunter2", "=hunter2"] {
            let (settings, warnings) = settings([name: value])
            #expect(!warnings.isEmpty && warnings.allSatisfy { $0.contains(name) && !$0.contains("hunter2") })
            #expect(settings.destinations.count == 3)
        }
    }

    @Test("Headers, timeout and compression of the environment reach the collector; the ones for traces come first")
    func headers() async throws {
        try await FaultyCollector.running { running in
            let (settings, warnings) = settings([
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": running.endpoint, "OTEL_EXPORTER_OTLP_HEADERS": "api-key=general",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "api-key=a%20b, x=1", "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
                "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "span_only", "OTEL_METRICS_EXPORTER": "none",
                "OTEL_LOGS_EXPORTER": "none",
            ])
            #expect(warnings.isEmpty)
            #expect(settings.destinations.first?.wantsContent == true)
            let telemetry = Telemetry(settings)
            telemetry.tracer.withSpan("work") { _ in }
            #expect(await telemetry.forceFlush(within: .seconds(60)))
            let request = try #require(running.collector.requests.first)
            #expect(request.headers["api-key"] == "a b" && request.headers["x"] == "1")
            #expect(request.headers["content-encoding"] == nil)
            await telemetry.shutdown()
        }
    }
}

/// Notes every line with its metadata.
private struct NotingLogHandler: LogHandler {
    let log: Box<[String]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        let line = "\(event.message) \(metadata)"
        log.change { $0.append(line) }
    }
}
