import GlueOTLP

/// Takes the measurements of one series of a metric: the part that the hot path touches.
///
/// It holds what was recorded since the last collection and nothing older. A collection takes that out and adds it to what
/// each reader is owed, so that a measurement is written once however many readers there are.
protocol Aggregator: AnyObject, Sendable {
    /// Takes a measurement.
    ///
    /// - Parameter filtered: The attributes that a view keeps from the series; an exemplar has them.
    func record(_ number: OTLP.Number, filtered: [OTLP.KeyValue])

    /// Takes out what was recorded since the last time; nil where that is nothing.
    func drain() -> Drained?
}

/// What an aggregator collected between two collections.
struct Drained: Sendable {
    var aggregate: Aggregate
    var exemplars: [OTLP.Exemplar]
}
