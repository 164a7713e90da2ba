public import GlueOTLP
public import GlueSemantics

/// How metrics are added up and when they are read.
public struct MetricSettings: Sendable {
    /// How long metrics are gathered before they are exported, at least a millisecond.
    public var interval: Duration
    /// How long an export of what was read may take, whatever the destination does; nil for as long as it likes.
    public var timeout: Duration?
    /// How many metrics that were read may wait for export. Unlike other signals they lose the oldest ones at the bound: where
    /// sums are cumulative, the later ones say it all.
    public var queue: QueueSettings
    /// What the destinations are told: everything since the start, or what was added.
    public var temporality: TemporalityPreference
    /// The histograms of recorders and timers whose buckets neither a view nor a definition names.
    public var histograms: HistogramAggregation
    public var exemplars: ExemplarFilter
    /// Where the random numbers start that choose exemplars.
    public var exemplarSeed: UInt64
    /// How many series a metric may have, one for each set of attributes. What exceeds it is added up in the series
    /// `otel.metric.overflow=true`, which counts as one of them.
    public var cardinalityLimit: Int
    public var views: [MetricView]
    /// Units, descriptions and buckets of metrics, by name; in addition to those of ``GlueSemantics/MetricDefinition/catalogue``, and
    /// before them. swift-metrics has no place for them.
    public var definitions: [MetricDefinition]
    /// The instrumentation scope of what is recorded by swift-metrics, which does not tell who records.
    public var scope: OTLP.Scope
    /// Whether the telemetry's own ledger is told as metrics.
    public var tellsLedger: Bool

    public init(
        interval: Duration = .seconds(60),
        timeout: Duration? = .seconds(30),
        queue: QueueSettings = QueueSettings(bytes: 16 << 20, policy: .dropOldest),
        temporality: TemporalityPreference = .cumulative,
        histograms: HistogramAggregation = .explicitBuckets,
        exemplars: ExemplarFilter = .traceBased,
        exemplarSeed: UInt64 = .random(in: .min ... .max),
        cardinalityLimit: Int = 2000,
        views: [MetricView] = [],
        definitions: [MetricDefinition] = [],
        scope: OTLP.Scope = OTLP.Scope(name: "swift-metrics"),
        tellsLedger: Bool = true
    ) {
        self.interval = interval
        self.timeout = timeout
        self.queue = queue
        self.temporality = temporality
        self.histograms = histograms
        self.exemplars = exemplars
        self.exemplarSeed = exemplarSeed
        self.cardinalityLimit = cardinalityLimit
        self.views = views
        self.definitions = definitions
        self.scope = scope
        self.tellsLedger = tellsLedger
    }
}
