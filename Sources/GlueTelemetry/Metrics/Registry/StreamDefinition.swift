import GlueOTLP
import GlueSemantics

/// What becomes of an instrument's measurements: the instrument as one view changes it.
struct StreamDefinition: Sendable {
    var scope: OTLP.Scope
    var name: String
    var description: String
    var unit: String
    var kind: InstrumentKind
    var isFloating: Bool
    /// Neither standard nor drop.
    var aggregation: Aggregation
    var attributes: MetricView.Attributes
    /// How many series there may be, that of the overflow included; at least 1.
    var limit: Int

    static let overflow = [OTLP.KeyValue(SDKMetrics.Attributes.overflow, true)]
    /// How many exemplars a series has whose aggregation has no buckets of its own.
    static let exemplarsPerSeries = 1
    static let exemplarsPerExponentialHistogram = 20

    /// Nil where the view drops the instrument.
    init?(_ instrument: Instrument, view: MetricView?, settings: MetricSettings) {
        guard let aggregation = Self.aggregation(of: instrument, view: view, settings: settings) else { return nil }
        self.aggregation = aggregation
        scope = instrument.scope
        name = view?.name ?? instrument.name
        description = view?.description ?? instrument.description
        unit = view?.unit ?? instrument.unit
        kind = instrument.kind
        isFloating = instrument.isFloating
        attributes = view?.attributes ?? .all
        limit = max(view?.cardinalityLimit ?? settings.cardinalityLimit, 1)
    }

    private static func aggregation(of instrument: Instrument, view: MetricView?, settings: MetricSettings) -> Aggregation? {
        switch view?.aggregation ?? .standard {
        case .drop: nil
        // Bounds that do not rise would count a value in the wrong bucket.
        case .explicitBuckets(let bounds): .explicitBuckets(Set(bounds.filter { $0.isFinite }).sorted())
        case .standard: standard(instrument, settings)
        case let chosen: chosen
        }
    }

    private static func standard(_ instrument: Instrument, _ settings: MetricSettings) -> Aggregation {
        switch instrument.kind {
        case .counter, .upDownCounter, .observableCounter, .observableUpDownCounter: .sum
        case .gauge, .observableGauge: .lastValue
        case .histogram:
            switch (instrument.bounds, settings.histograms) {
            case (_, .exponentialBuckets): .exponentialBuckets()
            case (let bounds?, .explicitBuckets): .explicitBuckets(bounds)
            case (nil, .explicitBuckets): .explicitBuckets(Aggregation.standardBounds)
            }
        }
    }

    /// What the series are told apart by, and what is left out.
    func split(_ attributes: [OTLP.KeyValue]) -> (kept: [OTLP.KeyValue], filtered: [OTLP.KeyValue]) {
        guard self.attributes != .all else { return (attributes, []) }
        return (attributes.filter { self.attributes.keeps($0.key) }, attributes.filter { !self.attributes.keeps($0.key) })
    }

    func makeAggregator(filter: ExemplarFilter, clock: SpanClock, seed: UInt64) -> any Aggregator {
        func sampler(_ places: Int, perBucket: Bool = false) -> ExemplarSampler {
            let places = filter == .alwaysOff ? 0 : places
            return ExemplarSampler(
                filter: filter,
                clock: clock,
                reservoir: ExemplarReservoir(places: places, hasPlacePerBucket: perBucket, seed: seed)
            )
        }
        switch aggregation {
        case .explicitBuckets(let bounds):
            return HistogramAggregator(bounds: bounds, exemplars: sampler(bounds.count + 1, perBucket: true))
        case .exponentialBuckets(let maxSize, let maxScale):
            let places = min(maxSize, Self.exemplarsPerExponentialHistogram)
            return ExponentialHistogramAggregator(maxSize: maxSize, maxScale: maxScale, exemplars: sampler(places))
        case .lastValue:
            return LastValueAggregator(exemplars: sampler(Self.exemplarsPerSeries))
        case .sum, .standard, .drop:
            return SumAggregator(isFloating: isFloating, exemplars: sampler(Self.exemplarsPerSeries))
        }
    }

    /// What a series is before anything was recorded: a sum of nothing says something, a value that was never set does not.
    var initial: Aggregate? {
        switch aggregation {
        case .explicitBuckets(let bounds): .histogram(ExplicitHistogram(bounds: bounds))
        case .exponentialBuckets(let maxSize, let maxScale):
            .exponentialHistogram(ExponentialHistogram(maxSize: maxSize, maxScale: maxScale))
        case .lastValue: nil
        case .sum, .standard, .drop: .sum(isFloating ? .double(0) : .int(0))
        }
    }
}
