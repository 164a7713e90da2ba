public import GlueOTLP

/// A variable of the environment that says how the telemetry works: every one that is read, in one list.
///
/// Names with `OTLP` in them have forms for one signal, such as `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, which come first
/// (``of(_:)``). An empty value counts as none. A value that makes no sense is answered with a warning in the log and with
/// the default; what is set in code overrides them all. ``all`` is what `glue doctor` prints.
///
/// Source: OpenTelemetry environment variable specification; OTLP exporter specification, "Configuration Options".
public struct EnvironmentVariable: Sendable, Hashable {
    public let name: String
    /// What holds where it is not set; empty for nothing.
    public let fallback: String
    public let meaning: String
    /// The variable of the original GlueLLM that means the same. It is read where the standard one is not set.
    public let original: String?
    /// Whether the value may hold credentials, so that it is not shown.
    public let isSecret: Bool

    init(_ name: String, _ fallback: String, _ meaning: String, original: String? = nil, isSecret: Bool = false) {
        self.name = name
        self.fallback = fallback
        self.meaning = meaning
        self.original = original
        self.isSecret = isSecret
    }

    /// The form of the variable for one signal.
    public func of(_ signal: OTLP.Signal) -> EnvironmentVariable {
        let general = "OTEL_EXPORTER_OTLP_"
        guard name.hasPrefix(general) else { return self }
        let name = "\(general)\(signal.rawValue.uppercased())_\(name.dropFirst(general.count))"
        let original = self == .endpoint && signal == .traces ? "GLUELLM_OTEL_EXPORTER_ENDPOINT" : nil
        return EnvironmentVariable(name, fallback, meaning, original: original, isSecret: isSecret)
    }
}

// MARK: - The list

extension EnvironmentVariable {
    typealias Variable = EnvironmentVariable

    /// Every variable, by subject.
    public static let all: [EnvironmentVariable] = general + tracing + spanLimits + metrics + logs + exporting + mlflow + content

    static let general = [disabled, serviceName, resourceAttributes, logLevel, configFile, journalFolder, openSpans]
    public static let journalFolder = EnvironmentVariable(
        "GLUELLM_JOURNAL",
        "",
        "a folder in which what has not been exported outlives the process"
    )
    static let openSpans = Variable(
        "GLUELLM_OPEN_SPANS",
        "false",
        "true: spans that a kill interrupts are exported by the next start, closed as interrupted; needs GLUELLM_JOURNAL"
    )
    static let disabled = Variable(
        "OTEL_SDK_DISABLED",
        "false",
        "true: nothing is recorded, trace headers are passed on. GLUELLM_ENABLE_TRACING=false says the same"
    )
    /// The original's switch, which says the opposite of ``disabled``.
    public static let enabled = EnvironmentVariable("GLUELLM_ENABLE_TRACING", "true", "false: as OTEL_SDK_DISABLED=true, which wins")
    static let serviceName = Variable("OTEL_SERVICE_NAME", "unknown_service:executable", "service.name of the resource")
    static let resourceAttributes = Variable(
        "OTEL_RESOURCE_ATTRIBUTES",
        "",
        "key=value,… of the resource, percent-encoded",
        isSecret: true
    )
    static let logLevel = Variable("OTEL_LOG_LEVEL", "info", "what the telemetry says of itself: trace, debug, info, warn, error, none")
    static let configFile = Variable("OTEL_CONFIG_FILE", "", "a file in place of the variables: not supported, warned of")

    static let tracing = [
        propagators, sampler, samplerArgument, tracesExporter, spanDelay, spanTimeout, spanQueue, spanBatch,
    ]
    static let propagators = Variable("OTEL_PROPAGATORS", "tracecontext,baggage", "also b3, b3multi, none")
    static let sampler = Variable(
        "OTEL_TRACES_SAMPLER",
        "parentbased_always_on",
        "always_on, always_off, traceidratio, each also with parentbased_ before it"
    )
    static let samplerArgument = Variable("OTEL_TRACES_SAMPLER_ARG", "1", "the ratio of the ratio samplers, 0 to 1")
    static let tracesExporter = Variable("OTEL_TRACES_EXPORTER", "otlp", "otlp, mlflow, console, none; a list for several")
    static let spanDelay = Variable("OTEL_BSP_SCHEDULE_DELAY", "5000", "milliseconds that a span waits for others")
    static let spanTimeout = Variable("OTEL_BSP_EXPORT_TIMEOUT", "30000", "milliseconds for a batch of spans; 0 for no limit")
    static let spanQueue = Variable(
        "OTEL_BSP_MAX_QUEUE_SIZE",
        "",
        "spans that may wait. Without it the queue is bounded in bytes, 64 MiB, which holds a burst of 100,000 spans"
    )
    static let spanBatch = Variable("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "512", "spans in one request")

    static let spanLimits = [
        attributeCount, attributeLength, spanAttributeCount, spanAttributeLength, eventCount, linkCount, eventAttributeCount,
        linkAttributeCount,
    ]
    static let attributeCount = Variable("OTEL_ATTRIBUTE_COUNT_LIMIT", "128", "attributes of a span or a log record")
    static let attributeLength = Variable(
        "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "",
        "characters of an attribute; message content is exempt"
    )
    static let spanAttributeCount = Variable("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "128", "the same for spans alone")
    static let spanAttributeLength = Variable("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "", "the same for spans alone")
    static let eventCount = Variable("OTEL_SPAN_EVENT_COUNT_LIMIT", "128", "events of a span")
    static let linkCount = Variable("OTEL_SPAN_LINK_COUNT_LIMIT", "128", "links of a span")
    static let eventAttributeCount = Variable("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "128", "attributes of an event")
    static let linkAttributeCount = Variable("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", "128", "attributes of a link")

    static let metrics = [
        metricsExporter, metricInterval, metricTimeout, exemplarFilter, temporality, histogramAggregation,
    ]
    static let metricsExporter = Variable("OTEL_METRICS_EXPORTER", "otlp", "otlp, console, none; a list for several")
    static let metricInterval = Variable("OTEL_METRIC_EXPORT_INTERVAL", "60000", "milliseconds from one reading to the next")
    static let metricTimeout = Variable("OTEL_METRIC_EXPORT_TIMEOUT", "30000", "milliseconds for a batch of metrics; 0 for no limit")
    static let exemplarFilter = Variable("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based", "also always_on, always_off")
    static let temporality = Variable(
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        "cumulative",
        "also delta, lowmemory"
    )
    static let histogramAggregation = Variable(
        "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
        "explicit_bucket_histogram",
        "also base2_exponential_bucket_histogram"
    )

    static let logs = [logsExporter, logDelay, logTimeout, logQueue, logBatch, logAttributeCount, logAttributeLength]
    static let logsExporter = Variable("OTEL_LOGS_EXPORTER", "otlp", "otlp, console, none; a list for several")
    static let logDelay = Variable("OTEL_BLRP_SCHEDULE_DELAY", "1000", "milliseconds that a log record waits for others")
    static let logTimeout = Variable("OTEL_BLRP_EXPORT_TIMEOUT", "30000", "milliseconds for a batch of log records; 0 for no limit")
    static let logQueue = Variable("OTEL_BLRP_MAX_QUEUE_SIZE", "", "log records that may wait; without it 16 MiB")
    static let logBatch = Variable("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "512", "log records in one request")
    static let logAttributeCount = Variable("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", "128", "attributes of a log record")
    static let logAttributeLength = Variable("OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT", "", "characters of a log record's attribute")

    static let exporting = [
        endpoint, protocolName, headers, timeout, compression, certificate, clientCertificate, clientKey, httpsProxy, httpProxy, noProxy,
    ]
    static let endpoint = Variable(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://localhost:4318",
        "v1/traces, v1/metrics, v1/logs are appended; the form for one signal is used as it is"
    )
    static let protocolName = Variable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "also http/json")
    static let headers = Variable("OTEL_EXPORTER_OTLP_HEADERS", "", "key=value,… percent-encoded", isSecret: true)
    static let timeout = Variable("OTEL_EXPORTER_OTLP_TIMEOUT", "10000", "milliseconds for a batch with all its attempts; 0 for no limit")
    static let compression = Variable("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip", "also none")
    static let certificate = Variable("OTEL_EXPORTER_OTLP_CERTIFICATE", "", "a PEM file with the authorities that are trusted")
    static let clientCertificate = Variable("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "", "a PEM file with our own certificate")
    static let clientKey = Variable("OTEL_EXPORTER_OTLP_CLIENT_KEY", "", "a PEM file with its key")
    static let httpsProxy = Variable("HTTPS_PROXY", "", "the proxy for https endpoints; https_proxy comes first", isSecret: true)
    static let httpProxy = Variable("http_proxy", "", "the proxy for http endpoints", isSecret: true)
    static let noProxy = Variable("NO_PROXY", "", "hosts and domains that need no proxy, * for all; no_proxy comes first")

    // As MLflow's own client reads them.
    static let mlflow = [mlflowURI, mlflowExperiment, mlflowExperimentName, mlflowUser, mlflowPassword, mlflowToken]
    static let mlflowURI = Variable(
        "MLFLOW_TRACKING_URI",
        "",
        "the server of OTEL_TRACES_EXPORTER=mlflow",
        original: "GLUELLM_MLFLOW_TRACKING_URI"
    )
    static let mlflowExperiment = Variable("MLFLOW_EXPERIMENT_ID", "0", "the experiment of its traces, a number")
    static let mlflowExperimentName = Variable(
        "MLFLOW_EXPERIMENT_NAME",
        "",
        "not looked up: a trace is sent by the experiment's number",
        original: "GLUELLM_MLFLOW_EXPERIMENT_NAME"
    )
    static let mlflowUser = Variable("MLFLOW_TRACKING_USERNAME", "", "its user; comes before the token")
    static let mlflowPassword = Variable("MLFLOW_TRACKING_PASSWORD", "", "its password", isSecret: true)
    static let mlflowToken = Variable("MLFLOW_TRACKING_TOKEN", "", "its bearer token", isSecret: true)

    static let content = [captureContent]
    static let captureContent = Variable(
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
        "NO_CONTENT",
        "SPAN_ONLY, SPAN_AND_EVENT or true: the collector gets message content too"
    )
}
