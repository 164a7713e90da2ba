import GlueOTLP

/// What a series came to at a time.
struct MetricPoint {
    var attributes: [OTLP.KeyValue]
    var start: UInt64
    var time: UInt64
    var aggregate: Aggregate
    var exemplars: [OTLP.Exemplar] = []
}

extension OTLP.Metric {
    /// Nil where there is no point.
    init?(_ definition: StreamDefinition, points: [MetricPoint], temporality: OTLP.Temporality) {
        guard let first = points.first else { return nil }
        let data: OTLP.Metric.Data =
            switch first.aggregate {
            case .lastValue: .gauge(points.compactMap { OTLP.NumberDataPoint($0, hasStart: false) })
            case .sum:
                .sum(
                    points.compactMap { OTLP.NumberDataPoint($0, hasStart: true) },
                    temporality,
                    isMonotonic: definition.kind.isMonotonic
                )
            case .histogram: .histogram(points.compactMap { OTLP.HistogramDataPoint($0) }, temporality)
            case .exponentialHistogram:
                .exponentialHistogram(points.compactMap { OTLP.ExponentialHistogramDataPoint($0) }, temporality)
            }
        self.init(name: definition.name, description: definition.description, unit: definition.unit, data: data)
    }
}

extension OTLP.NumberDataPoint {
    fileprivate init?(_ point: MetricPoint, hasStart: Bool) {
        switch point.aggregate {
        case .sum(let number), .lastValue(let number):
            self.init()
            value = number
        default: return nil
        }
        attributes = point.attributes
        if hasStart { startTimeUnixNano = point.start }
        timeUnixNano = point.time
        exemplars = point.exemplars
    }
}

extension OTLP.HistogramDataPoint {
    fileprivate init?(_ point: MetricPoint) {
        guard case .histogram(let histogram) = point.aggregate else { return nil }
        self.init(histogram)
        attributes = point.attributes
        startTimeUnixNano = point.start
        timeUnixNano = point.time
        exemplars = point.exemplars
    }
}

extension OTLP.ExponentialHistogramDataPoint {
    fileprivate init?(_ point: MetricPoint) {
        guard case .exponentialHistogram(let histogram) = point.aggregate else { return nil }
        self.init(histogram)
        attributes = point.attributes
        startTimeUnixNano = point.start
        timeUnixNano = point.time
        exemplars = point.exemplars
    }
}
