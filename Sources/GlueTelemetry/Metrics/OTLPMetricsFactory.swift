public import CoreMetrics
public import GlueOTLP
public import GlueSemantics

/// The metrics of a ``Telemetry``: the backend of swift-metrics.
///
/// | swift-metrics | becomes |
/// |---|---|
/// | `Counter`, `FloatingPointCounter` | a sum that only grows; negative amounts are ignored |
/// | `Gauge`, `Recorder(aggregate: false)` | a gauge |
/// | `Meter` | a gauge; a sum that also falls where its definition says so |
/// | `Recorder` | a histogram |
/// | `Timer` | a histogram in seconds, whatever display unit it prefers, as the semantic conventions want it; in another unit where its definition names one |
///
/// Dimensions become attributes. Unit, description and buckets come from ``MetricSettings/definitions`` and from the
/// catalogue of the package, by name. An instrument that exists is told from the start, as zero, so that a rate
/// can be computed from its first event; a gauge once it was set. `destroy()` lets a metric be told once more and then
/// forgets it.
///
/// The number of series of a metric is bounded, that of metrics is not: labels are meant to be fixed, what varies belongs
/// into dimensions.
///
/// Recording takes one atomic addition for a counter and one short lock of the series for the others, and allocates
/// nothing. Values that are no finite number are ignored, except by gauges.
public final class OTLPMetricsFactory: Sendable {
    /// What the scope's metrics are from.
    public let scope: OTLP.Scope
    let registry: MetricRegistry
    private let catalogue: MetricCatalogue
    private let redact: @Sendable (OTLP.KeyValue) -> OTLP.KeyValue?
    private let isDisabled: Bool
    private let counters = HandlerCache<OTLPCounter>()
    private let floatingPointCounters = HandlerCache<OTLPFloatingPointCounter>()
    private let meters = HandlerCache<OTLPMeter>()
    private let recorders = HandlerCache<OTLPRecorder>()
    private let timers = HandlerCache<OTLPTimer>()

    /// - Parameter redact: What becomes of an attribute before it is kept; nil for nothing.
    init(
        scope: OTLP.Scope,
        registry: MetricRegistry,
        catalogue: MetricCatalogue,
        redact: @escaping @Sendable (OTLP.KeyValue) -> OTLP.KeyValue?,
        isDisabled: Bool
    ) {
        self.scope = scope
        self.registry = registry
        self.catalogue = catalogue
        self.redact = redact
        self.isDisabled = isDisabled
    }

    /// - Parameter reader: What the reader that exports wants; nil where nothing is exported.
    convenience init(_ settings: TelemetrySettings, reader: TemporalityPreference?) {
        let registry = MetricRegistry(
            settings.metrics,
            readers: reader.map { [$0] } ?? [],
            clock: settings.spanClock,
            logger: settings.logger
        )
        self.init(
            scope: settings.metrics.scope,
            registry: registry,
            catalogue: MetricCatalogue(settings.metrics.definitions),
            redact: { [redaction = settings.redaction] in redaction.redacted($0) },
            isDisabled: settings.isDisabled
        )
    }

    /// The same metrics under another instrumentation scope, for a library that names itself.
    public func scoped(_ scope: OTLP.Scope) -> OTLPMetricsFactory {
        OTLPMetricsFactory(scope: scope, registry: registry, catalogue: catalogue, redact: redact, isDisabled: isDisabled)
    }

    /// Everything that was recorded since the start, as a reader would be told it now.
    public func collect() -> [OTLP.ScopeMetrics] { registry.collect() }

    /// Has values read whenever metrics are collected.
    ///
    /// ```swift
    /// telemetry.metrics.observe(MetricDefinition("pool.connections", .gauge, unit: "{connection}", "Connections in the pool")) {
    ///     [Observation(pool.idle, [OTLP.KeyValue("state", "idle")]), Observation(pool.used, [OTLP.KeyValue("state", "used")])]
    /// }
    /// ```
    /// - Parameters:
    ///   - definition: A counter's values are sums since the start. A histogram cannot be observed and is taken for a gauge.
    ///   - read: Called at each collection, one after the other; it must not block.
    @discardableResult
    public func observe(_ definition: MetricDefinition, _ read: @escaping @Sendable () -> [Observation]) -> ObservationRegistration {
        catalogue.add(definition)
        let kind: InstrumentKind =
            switch definition.kind {
            case .counter: .observableCounter
            case .upDownCounter: .observableUpDownCounter
            case .gauge, .histogram: .observableGauge
            }
        let redact = redact
        return registry.observe(instrument(definition.name, kind, isFloating: false)) {
            read().map { observation in
                var observation = observation
                observation.attributes = observation.attributes.compactMap(redact)
                return observation
            }
        }
    }
}

extension OTLPMetricsFactory: MetricDescribing {
    public func describe(_ definition: MetricDefinition) { catalogue.add(definition) }
}

// MARK: - Making

extension OTLPMetricsFactory: MetricsFactory {
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        if isDisabled { return NOOPMetricsHandler.instance }
        return make(label, dimensions, in: counters) { key in
            OTLPCounter(key: key, sink: sink(key, .counter)) { [registry] in registry.reset($0) }
        }
    }

    public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        if isDisabled { return NOOPMetricsHandler.instance }
        return make(label, dimensions, in: floatingPointCounters) { key in
            OTLPFloatingPointCounter(key: key, sink: sink(key, .counter, isFloating: true)) { [registry] in registry.reset($0) }
        }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        if isDisabled { return NOOPMetricsHandler.instance }
        return make(label, dimensions, in: meters) { key in
            let isSum = catalogue[label]?.kind == .upDownCounter
            return OTLPMeter(key: key, sink: sink(key, isSum ? .upDownCounter : .gauge, isFloating: true), isSum: isSum)
        }
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if isDisabled { return NOOPMetricsHandler.instance }
        return make(label, dimensions, aggregates: aggregate, in: recorders) { key in
            OTLPRecorder(key: key, sink: sink(key, aggregate ? .histogram : .gauge, isFloating: true))
        }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        if isDisabled { return NOOPMetricsHandler.instance }
        return make(label, dimensions, in: timers) { key in
            let instrument = timer(label)
            return OTLPTimer(key: key, sink: registry.attach(instrument, attributes: attributes(key)), unit: instrument.unit)
        }
    }

    public func destroyCounter(_ handler: any CounterHandler) { destroy(handler as? OTLPCounter, in: counters) }

    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        destroy(handler as? OTLPFloatingPointCounter, in: floatingPointCounters)
    }

    public func destroyMeter(_ handler: any MeterHandler) { destroy(handler as? OTLPMeter, in: meters) }
    public func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler as? OTLPRecorder, in: recorders) }
    public func destroyTimer(_ handler: any TimerHandler) { destroy(handler as? OTLPTimer, in: timers) }
}

extension OTLPMetricsFactory {
    private func make<Handler: InstrumentHandler>(
        _ label: String,
        _ dimensions: [(String, String)],
        aggregates: Bool = true,
        in cache: HandlerCache<Handler>,
        _ make: (HandlerKey) -> Handler
    ) -> Handler {
        let attributes = dimensions.map { OTLP.KeyValue($0.0, .string($0.1)) }.normalized
        let key = HandlerKey(label: label, aggregates: aggregates, dimensions: attributes)
        if let handler = cache[key] { return handler }
        let new = make(key)
        // There may be any number of those that exceed the bound.
        if new.sink.isOverflow { return new }
        let kept = cache.insert(new)
        if kept !== new { registry.detach(new.sink) }
        return kept
    }

    private func destroy<Handler: InstrumentHandler>(_ handler: Handler?, in cache: HandlerCache<Handler>) {
        guard let handler, cache.remove(handler) else { return }
        registry.detach(handler.sink)
    }

    private func sink(_ key: HandlerKey, _ kind: InstrumentKind, isFloating: Bool = false) -> MeasurementSink {
        registry.attach(instrument(key.label, kind, isFloating: isFloating), attributes: attributes(key))
    }

    private func attributes(_ key: HandlerKey) -> [OTLP.KeyValue] { key.dimensions.compactMap(redact).normalized }

    private func instrument(_ label: String, _ kind: InstrumentKind, isFloating: Bool) -> Instrument {
        let definition = catalogue[label]
        return Instrument(
            scope: scope,
            name: label,
            kind: kind,
            isFloating: isFloating,
            unit: definition?.unit ?? "",
            description: definition?.description ?? "",
            bounds: definition.flatMap { $0.buckets.isEmpty ? nil : $0.buckets }
        )
    }

    private func timer(_ label: String) -> Instrument {
        var instrument = instrument(label, .histogram, isFloating: true)
        if instrument.unit.isEmpty { instrument.unit = "s" }
        if instrument.bounds == nil, instrument.unit == "s" { instrument.bounds = Aggregation.durationBounds }
        return instrument
    }
}
