public import GlueSemantics

/// What is asked of a metric: how often something happened, how much of it, or the level of the moment.
public struct Measure: Sendable, Hashable {
    enum Part: String, Sendable {
        case value = ""
        case total = "_total"
        case sum = "_sum"
        case count = "_count"
        case bucket = "_bucket"
    }

    public let metric: MetricDefinition
    let part: Part
    private(set) var matchers: [Matcher] = []

    init(_ metric: MetricDefinition, _ part: Part) {
        self.metric = metric
        self.part = part
    }

    /// Of those series alone.
    public func `where`(_ matchers: Matcher...) -> Measure {
        var measure = self
        measure.matchers += matchers
        return measure
    }

    /// Of what failed.
    public var failed: Measure { `where`(.present(.errorType)) }

    /// Whether it counts happenings rather than what they bring.
    var countsEvents: Bool { part == .count }

    /// The name of the series.
    var name: String { metric.prometheusName + part.rawValue }
}

extension MetricDefinition {
    /// How often it was measured; of a counter, what was counted.
    public var events: Measure { Measure(self, kind == .histogram ? .count : total) }

    /// All that was measured, added up.
    public var amount: Measure { Measure(self, kind == .histogram ? .sum : total) }

    /// How the measured values are spread; of a histogram alone.
    public var spread: Measure { Measure(self, .bucket) }

    /// The value of the moment; of a gauge and of a sum that also falls.
    public var level: Measure { Measure(self, .value) }

    private var total: Measure.Part { kind == .counter ? .total : .value }
}
