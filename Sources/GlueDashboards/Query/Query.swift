/// A question to Prometheus, made of metrics of the catalogue alone: there is no way to write a name of one's own into it.
///
/// How it is asked, over which time and of which services, is said where it stands; see ``Surroundings``. What is divided by
/// nothing has no answer instead of a NaN, so that a panel can say that there was no traffic.
public enum Query: Sendable, Hashable {
    /// How much a second.
    case rate(Measure, by: [Label] = [])
    /// How much an hour, at the pace of the window.
    case hourly(Measure, by: [Label] = [])
    /// How much in the window.
    case increase(Measure, by: [Label] = [])
    /// How much now.
    case current(Measure, by: [Label] = [])
    /// The value that so large a part of the measured ones does not exceed.
    ///
    /// - Parameter spread: Of a histogram; see ``GlueSemantics/MetricDefinition/spread``.
    case quantile(Double, Measure, by: [Label] = [])
    /// How large a part is of a whole, from 0 to 1.
    case share(Measure, of: Measure, by: [Label] = [])
    /// How much of something there is for each of something else.
    case mean(Measure, per: Measure, by: [Label] = [])
    /// How many measured values fell into each bucket of a histogram in the window.
    case distribution(Measure)

    /// What it is asked of, in the order in which it is written.
    public var measures: [Measure] {
        switch self {
        case .rate(let measure, _), .hourly(let measure, _), .increase(let measure, _), .current(let measure, _),
            .quantile(_, let measure, _), .distribution(let measure):
            [measure]
        case .share(let measure, let other, _), .mean(let measure, let other, _): [measure, other]
        }
    }

    /// The labels by which its answers are told apart.
    public var labels: [Label] {
        switch self {
        case .rate(_, let labels), .hourly(_, let labels), .increase(_, let labels), .current(_, let labels),
            .quantile(_, _, let labels), .share(_, _, let labels), .mean(_, _, let labels):
            labels
        case .distribution: [.bound]
        }
    }

    /// Whether exemplars tell of traces behind it.
    var hasExemplars: Bool {
        switch self {
        case .quantile, .distribution: true
        default: false
        }
    }
}
