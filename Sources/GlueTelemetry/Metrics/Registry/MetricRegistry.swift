import GlueOTLP
import Logging
import Synchronization

/// Every metric of a ``Telemetry``, and what each reader is owed of it.
///
/// A measurement touches only its series. The lock here is taken when a handler is made or destroyed, and when metrics are
/// collected.
final class MetricRegistry: Sendable {
    /// Reads what a callback observes now.
    typealias Read = @Sendable () -> [Observation]

    private struct State: Sendable {
        var streams: [MetricStream] = []
        /// The streams that an instrument's measurements go to.
        var places: [Instrument.Identity: [Int]] = [:]
        var names: [String: Instrument.Identity] = [:]
        var observed: [Observed] = []
        /// When each reader last read.
        var lastRead: [UInt64]
        var nextSeed: UInt64
        var nextObservation = 0
    }

    private struct Observed: Sendable {
        let id: Int
        let read: Read
        var streams: [ObservedStream]
    }

    let settings: MetricSettings
    private let clock: SpanClock
    /// What each registered reader wants.
    private let readers: [TemporalityPreference]
    private let logger: Logger
    private let state: Mutex<State>

    init(_ settings: MetricSettings, readers: [TemporalityPreference], clock: SpanClock, logger: Logger) {
        self.settings = settings
        self.readers = readers
        self.clock = clock
        self.logger = logger
        state = Mutex(State(lastRead: Array(repeating: clock.now, count: readers.count), nextSeed: settings.exemplarSeed))
    }

    private func deltaReaders(of kind: InstrumentKind) -> [Int] { readers.indices.filter { readers[$0].temporality(of: kind) == .delta } }

    private func definitions(of instrument: Instrument) -> [StreamDefinition] {
        let views = settings.views.filter { $0.matches(instrument) }
        guard !views.isEmpty else { return [StreamDefinition(instrument, view: nil, settings: settings)].compactMap(\.self) }
        return views.compactMap { StreamDefinition(instrument, view: $0, settings: settings) }
    }
}

// MARK: - Handlers

extension MetricRegistry {
    /// Where measurements of an instrument with some attributes go.
    ///
    /// - Parameter attributes: Sorted by key.
    func attach(_ instrument: Instrument, attributes: [OTLP.KeyValue]) -> MeasurementSink {
        let now = clock.now
        let identity = instrument.identity
        let (sink, conflict) = state.withLock { state in
            var conflict: Instrument.Identity?
            if state.places[identity] == nil {
                let definitions = definitions(of: instrument)
                state.places[identity] = Array(state.streams.count..<(state.streams.count + definitions.count))
                state.streams += definitions.map { MetricStream($0) }
                conflict = state.names.updateValue(identity, forKey: instrument.name)
            }
            let targets = (state.places[identity] ?? []).map { place in
                let definition = state.streams[place].definition
                let (kept, filtered) = definition.split(attributes)
                let series = state.streams[place].attach(kept, readers: readers.count, now: now) {
                    state.nextSeed &+= 1
                    return definition.makeAggregator(filter: settings.exemplars, clock: clock, seed: state.nextSeed)
                }
                return MeasurementSink.Target(
                    aggregator: series.aggregator,
                    filtered: filtered,
                    stream: place,
                    attributes: series.attributes,
                    isOverflow: series.attributes == StreamDefinition.overflow
                )
            }
            return (MeasurementSink(targets: targets), conflict)
        }
        if let conflict, conflict.scope == identity.scope {
            logger.warning(
                "two different instruments have one name; each is exported, and readers will mix them up",
                metadata: ["metric": "\(instrument.name)", "kinds": "\(conflict.kind), \(identity.kind)"]
            )
        }
        return sink
    }

    /// A handler that records into these series will not be used again.
    func detach(_ sink: MeasurementSink) {
        state.withLock { state in
            for target in sink.targets { state.streams[target.stream].detach(target.attributes) }
        }
    }

    /// Begins series anew, from zero.
    func reset(_ sink: MeasurementSink) {
        let now = clock.now
        state.withLock { state in
            for target in sink.targets {
                let deltaReaders = deltaReaders(of: state.streams[target.stream].definition.kind)
                state.streams[target.stream].reset(target.attributes, deltaReaders: deltaReaders, now: now)
            }
        }
    }
}

// MARK: - Observed values

extension MetricRegistry {
    /// - Parameter read: Called at each collection, without a lock held.
    func observe(_ instrument: Instrument, _ read: @escaping Read) -> ObservationRegistration {
        let now = clock.now
        let id = state.withLock { state in
            state.nextObservation += 1
            let streams = definitions(of: instrument).map { ObservedStream($0, now: now) }
            state.observed.append(Observed(id: state.nextObservation, read: read, streams: streams))
            return state.nextObservation
        }
        return ObservationRegistration { [weak self] in self?.state.withLock { $0.observed.removeAll { $0.id == id } } }
    }
}

// MARK: - Reading

extension MetricRegistry {
    /// Every metric that there is something to say of, by scope.
    ///
    /// - Parameter reader: Which of the registered readers reads: what it wants as delta begins anew. Nil for one that only
    ///   looks, which is told everything since the start.
    func collect(by reader: Int? = nil) -> [OTLP.ScopeMetrics] {
        // The values are read without the lock: whoever reads them may make a counter.
        let observed = state.withLock { $0.observed.map { ($0.id, $0.read) } }
        let observations = Dictionary(uniqueKeysWithValues: observed.map { ($0, $1()) })
        let now = clock.now
        return state.withLock { state in
            var scopes = ScopeGrouping()
            let preference = reader.map { readers[$0] } ?? .cumulative
            let since = reader.map { state.lastRead[$0] } ?? 0
            for place in state.streams.indices {
                let definition = state.streams[place].definition
                let metric = state.streams[place].read(
                    by: reader,
                    temporality: preference.temporality(of: definition.kind),
                    deltaReaders: deltaReaders(of: definition.kind),
                    since: since,
                    now: now
                )
                scopes.add(metric, of: definition.scope)
            }
            for index in state.observed.indices {
                guard let values = observations[state.observed[index].id] else { continue }
                for place in state.observed[index].streams.indices {
                    let definition = state.observed[index].streams[place].definition
                    let metric = state.observed[index].streams[place].read(
                        values,
                        by: reader,
                        temporality: preference.temporality(of: definition.kind),
                        since: since,
                        now: now
                    )
                    scopes.add(metric, of: definition.scope)
                }
            }
            if let reader { state.lastRead[reader] = now }
            return scopes.groups
        }
    }
}

/// Metrics under their scopes, in the order in which these first came.
private struct ScopeGrouping {
    private(set) var groups: [OTLP.ScopeMetrics] = []
    private var places: [OTLP.Scope: Int] = [:]

    mutating func add(_ metric: OTLP.Metric?, of scope: OTLP.Scope) {
        guard let metric else { return }
        if let place = places[scope] {
            groups[place].metrics.append(metric)
        } else {
            places[scope] = groups.count
            groups.append(OTLP.ScopeMetrics(scope: scope, metrics: [metric]))
        }
    }
}
