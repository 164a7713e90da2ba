/// Series by which an alert is tried: that it tells of them, or that it does not.
public struct AlertExample: Sendable {
    /// A series, in the notation of promtool: `0+6x30` grows from 0 by 6 each minute, thirty times.
    public struct Series: Sendable {
        let measure: Measure
        let labels: [(Label, String)]
        let values: String

        public init(_ measure: Measure, _ labels: [(Label, String)] = [], _ values: String) {
            self.measure = measure
            self.labels = labels
            self.values = values
        }
    }

    let series: [Series]
    /// When the alert is looked at, since the start.
    let time: String
    /// The value that it tells, as its text has it; nil where it tells nothing.
    let value: String?
    /// The values of the query's labels.
    let labels: [(Label, String)]

    static func firing(_ series: [Series], _ value: String, _ labels: [(Label, String)] = [], at time: String = "40m") -> Self {
        Self(series: series, time: time, value: value, labels: labels)
    }

    static func silent(_ series: [Series], at time: String = "40m") -> Self { Self(series: series, time: time, value: nil, labels: []) }
}

extension [AlertExample.Series] {
    /// The buckets of a histogram whose values all lie between two bounds.
    static func buckets(
        _ spread: Measure,
        _ labels: [(Label, String)],
        above low: String,
        upTo high: String,
        _ values: String
    ) -> Self {
        let bounds = high == "+Inf" ? [high] : [high, "+Inf"]
        return [.init(spread, labels + [(.bound, low)], "0x60")] + bounds.map { .init(spread, labels + [(.bound, $0)], values) }
    }
}
