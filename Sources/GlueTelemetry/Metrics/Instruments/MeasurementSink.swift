import GlueOTLP

/// Where the measurements of a handler go: one series for each view, mostly one in all.
struct MeasurementSink: Sendable {
    /// A series, as its handlers see it.
    struct Target: Sendable {
        let aggregator: any Aggregator
        /// What a view took from the attributes.
        let filtered: [OTLP.KeyValue]
        let stream: Int
        let attributes: [OTLP.KeyValue]
        /// Whether the series takes what exceeds the bound of series.
        let isOverflow: Bool
    }

    let targets: [Target]

    /// Whether all series are those of the overflow: such a sink is like any other of them, and not worth keeping.
    var isOverflow: Bool { !targets.isEmpty && targets.allSatisfy(\.isOverflow) }

    func record(_ number: OTLP.Number) {
        for target in targets { target.aggregator.record(number, filtered: target.filtered) }
    }
}
