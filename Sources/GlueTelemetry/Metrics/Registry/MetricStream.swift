import GlueOTLP

/// A metric with its series.
struct MetricStream: Sendable {
    let definition: StreamDefinition
    private(set) var series: [MetricSeries] = []
    private var places: [[OTLP.KeyValue]: Int] = [:]

    init(_ definition: StreamDefinition) { self.definition = definition }

    /// The series of some attributes, made where it is not there yet, or that of the overflow.
    mutating func attach(_ attributes: [OTLP.KeyValue], readers: Int, now: UInt64, make: () -> any Aggregator) -> MetricSeries {
        var attributes = attributes
        if places[attributes] == nil {
            // One place is kept for the overflow.
            let regular = series.count - (places[StreamDefinition.overflow] == nil ? 0 : 1)
            if regular >= definition.limit - 1 { attributes = StreamDefinition.overflow }
        }
        if let place = places[attributes] {
            series[place].attach()
            return series[place]
        }
        places[attributes] = series.count
        let new = MetricSeries(attributes, aggregator: make(), initial: definition.initial, readers: readers, now: now)
        series.append(new)
        return new
    }

    /// A handler of the series will not be used again.
    mutating func detach(_ attributes: [OTLP.KeyValue]) {
        guard let place = places[attributes], attributes != StreamDefinition.overflow else { return }
        series[place].detach()
        removeEnded()
    }

    /// Begins a series anew, from zero.
    mutating func reset(_ attributes: [OTLP.KeyValue], deltaReaders: [Int], now: UInt64) {
        guard let place = places[attributes] else { return }
        series[place].gather(deltaReaders: deltaReaders)
        series[place].restart(from: definition.initial, now: now)
    }

    /// What a reader is owed, nil where that is nothing.
    ///
    /// - Parameters:
    ///   - reader: The registered reader; nil for one that only looks.
    ///   - temporality: What it wants of this metric.
    ///   - deltaReaders: All that want of this metric what was added.
    ///   - since: When the reader last read.
    mutating func read(
        by reader: Int?,
        temporality: OTLP.Temporality,
        deltaReaders: [Int],
        since: UInt64,
        now: UInt64
    ) -> OTLP.Metric? {
        var points: [MetricPoint] = []
        for place in series.indices {
            series[place].gather(deltaReaders: deltaReaders)
            if let point = series[place].read(by: reader, isDelta: temporality == .delta, since: since, now: now) { points.append(point) }
        }
        removeEnded()
        return OTLP.Metric(definition, points: points, temporality: temporality)
    }

    private mutating func removeEnded() {
        guard series.contains(where: \.isOver) else { return }
        series.removeAll(where: \.isOver)
        places = Dictionary(uniqueKeysWithValues: series.enumerated().map { ($1.attributes, $0) })
    }
}
