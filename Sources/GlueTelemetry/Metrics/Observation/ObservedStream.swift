import GlueOTLP

/// A metric whose values are read when it is collected.
struct ObservedStream: Sendable {
    let definition: StreamDefinition
    private let startUnixNano: UInt64
    /// What readers that want what was added were last told.
    private var told: [Int: [[OTLP.KeyValue]: OTLP.Number]] = [:]

    init(_ definition: StreamDefinition, now: UInt64) {
        self.definition = definition
        startUnixNano = now
    }

    private var isSum: Bool { definition.aggregation == .sum }

    mutating func read(
        _ observations: [Observation],
        by reader: Int?,
        temporality: OTLP.Temporality,
        since: UInt64,
        now: UInt64
    ) -> OTLP.Metric? {
        let values = values(of: observations)
        let isDelta = isSum && temporality == .delta
        let before = reader.flatMap { told[$0] } ?? [:]
        if let reader, isDelta { told[reader] = Dictionary(values.map { ($0.attributes, $0.value) }, uniquingKeysWith: { $1 }) }
        let points = values.map { attributes, value in
            MetricPoint(
                attributes: attributes,
                start: isDelta ? max(startUnixNano, since) : startUnixNano,
                time: max(now, startUnixNano),
                aggregate: isSum ? .sum(isDelta ? Self.change(from: before[attributes], to: value) : value) : .lastValue(value)
            )
        }
        return OTLP.Metric(definition, points: points, temporality: temporality)
    }

    /// A sum that fell was begun anew.
    private static func change(from before: OTLP.Number?, to now: OTLP.Number) -> OTLP.Number {
        guard let before, before.double <= now.double else { return now }
        return now - before
    }

    /// One value for each set of attributes, within the bound, in the order in which they came.
    private func values(of observations: [Observation]) -> [(attributes: [OTLP.KeyValue], value: OTLP.Number)] {
        var places: [[OTLP.KeyValue]: Int] = [:]
        var values: [(attributes: [OTLP.KeyValue], value: OTLP.Number)] = []
        for observation in observations {
            var attributes = definition.split(observation.attributes.normalized).kept
            if places[attributes] == nil, values.count >= definition.limit - 1 { attributes = StreamDefinition.overflow }
            guard let place = places[attributes] else {
                places[attributes] = values.count
                values.append((attributes, observation.value))
                continue
            }
            // Sums whose attributes a view left out are one sum.
            values[place].value = isSum ? values[place].value + observation.value : observation.value
        }
        return values
    }
}

extension [OTLP.KeyValue] {
    /// Sorted by key, each key once: of two values the later one counts.
    var normalized: [OTLP.KeyValue] {
        guard count > 1 else { return self }
        var last: [String: OTLP.KeyValue] = [:]
        for attribute in self { last[attribute.key] = attribute }
        return last.values.sorted { $0.key < $1.key }
    }
}
