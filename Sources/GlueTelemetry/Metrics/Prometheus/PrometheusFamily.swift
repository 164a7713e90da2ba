import GlueOTLP

/// What Prometheus knows under one name.
struct PrometheusFamily: Sendable {
    enum Kind: String, Sendable {
        case counter, gauge, histogram, info
    }

    /// The labels of a point, in their order.
    typealias Labels = [(name: String, value: String)]

    /// A line, or what belongs to one.
    struct Sample: Sendable {
        /// What follows the family's name; a counter's is empty.
        var suffix = ""
        var labels: Labels
        var value: OTLP.Number
        var exemplar: OTLP.Exemplar?
        /// Whether only OpenMetrics has it.
        var isOpenMetrics = false
    }

    /// Without the suffixes of its type, `_total` and the like.
    var name: String
    var kind: Kind
    var unit: String
    var help: String
    var samples: [Sample] = []
    /// The scopes that it has samples of.
    var scopes: Set<OTLP.Scope> = []
}
