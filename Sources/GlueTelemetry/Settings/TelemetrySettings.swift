public import GlueJournal
public import GlueOTLP
public import GlueRedaction
public import Logging

/// How a ``Telemetry`` works. Every part may be set in code; `init(environment:)` takes them from `OTEL_*` variables.
public struct TelemetrySettings: Sendable {
    /// What the spans are from.
    public var resource: OTLP.Resource
    public var sampler: any Sampler
    /// Decides on traces once they are over; nil for sending all that the sampler lets through.
    public var tailSampling: TailSampling?
    public var limits: SpanLimits
    /// See each span as it starts and ends, in this order.
    public var processors: [any SpanProcessor]
    public var propagators: [any Propagator]
    /// When spans are exported.
    public var batch: BatchSettings
    /// How many spans may wait.
    public var queue: QueueSettings
    /// A folder in which what has not been exported outlives the process; nil to keep it in memory.
    ///
    /// With a folder a process that is killed loses nothing that ended: the next one that is given the folder exports it,
    /// and the spans that were open as interrupted. Each signal has files of its own, and the whole bound for itself.
    public var journal: JournalDirectory?
    /// Whether spans that have not ended are in the journal too, where there is one: written at their start, with each event
    /// and change of status, and at most once a second where attributes change. The next process exports those that a kill
    /// interrupted, with `error.type` = `interrupted`. Off by default: it costs about as much as an ended span does, twice.
    public var openSpans: Bool
    /// When log records are exported.
    public var logBatch: BatchSettings
    /// How many log records may wait.
    public var logQueue: QueueSettings
    /// How metrics are added up and when they are read.
    public var metrics: MetricSettings
    /// How much a log record may hold.
    public var logs: LogSettings
    public var destinations: [any TelemetryDestination]
    /// How long a shutdown may take to export what is left.
    public var shutdownTimeout: Duration
    /// Whether the tracer does nothing but propagate.
    public var isDisabled: Bool
    /// What is taken out of every attribute of spans, events, links, logs, metrics and the resource, of names, status
    /// messages and log bodies, before they are cut, kept or sent. What the telemetry says in its own log is always redacted.
    ///
    /// By default secrets are taken out. Where none is found, that costs a pass over the texts: about a nanosecond a byte.
    public var redaction: Redactor
    public var ids: any IDGenerator
    public var spanClock: SpanClock
    /// Measures delays and deadlines.
    public var clock: any Clock<Duration>
    /// Where the telemetry says what is wrong with it. It may be the application's log: what the telemetry says of itself
    /// does not come back as telemetry.
    public var logger: Logger

    public init(
        resource: OTLP.Resource = .detected(),
        sampler: any Sampler = ParentBasedSampler(),
        tailSampling: TailSampling? = nil,
        limits: SpanLimits = SpanLimits(),
        processors: [any SpanProcessor] = [],
        propagators: [any Propagator] = [TraceContextPropagator(), BaggagePropagator()],
        batch: BatchSettings = BatchSettings(),
        queue: QueueSettings = QueueSettings(),
        journal: JournalDirectory? = nil,
        openSpans: Bool = false,
        logBatch: BatchSettings = BatchSettings(delay: .seconds(1)),
        logQueue: QueueSettings = QueueSettings(bytes: 16 << 20),
        metrics: MetricSettings = MetricSettings(),
        logs: LogSettings = LogSettings(),
        destinations: [any TelemetryDestination] = [],
        shutdownTimeout: Duration = .seconds(10),
        isDisabled: Bool = false,
        redaction: Redactor = .secrets,
        ids: any IDGenerator = RandomIDGenerator(),
        spanClock: SpanClock = .system,
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger = Logger(label: "gluellm.telemetry")
    ) {
        self.resource = resource
        self.sampler = sampler
        self.tailSampling = tailSampling
        self.limits = limits
        self.processors = processors
        self.propagators = propagators
        self.batch = batch
        self.queue = queue
        self.journal = journal
        self.openSpans = openSpans
        self.logBatch = logBatch
        self.logQueue = logQueue
        self.metrics = metrics
        self.logs = logs
        self.destinations = destinations
        self.shutdownTimeout = shutdownTimeout
        self.isDisabled = isDisabled
        self.redaction = redaction
        self.ids = ids
        self.spanClock = spanClock
        self.clock = clock
        self.logger = logger
    }
}
