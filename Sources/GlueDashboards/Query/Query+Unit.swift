import GlueSemantics

extension Query {
    /// The unit of its answers, which follows from that of its metrics.
    public var unit: PanelUnit {
        switch self {
        case .rate(let measure, _): measure.countsEvents ? .eventsPerSecond : .perSecond(measure.metric.unit)
        case .share: .share
        case .distribution: .events
        case .mean(let measure, _, _) where measure.countsEvents: .events
        case .hourly(let measure, _), .increase(let measure, _), .current(let measure, _), .quantile(_, let measure, _),
            .mean(let measure, _, _):
            measure.countsEvents ? .events : .whole(measure.metric.unit)
        }
    }
}
