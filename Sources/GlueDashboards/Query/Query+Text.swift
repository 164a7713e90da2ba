extension Query {
    /// The expression in PromQL.
    ///
    /// Source: Prometheus, "Querying".
    public func text(in surroundings: Surroundings) -> String {
        let writer = Writer(surroundings: surroundings)
        return switch self {
        case .rate(let measure, let labels): writer.sum(writer.rate(measure), labels)
        case .hourly(let measure, let labels): "\(writer.sum(writer.rate(measure), labels)) * 3600"
        case .increase(let measure, let labels): writer.sum(writer.over("increase", measure), labels)
        case .current(let measure, let labels): writer.sum(writer.series(measure), labels)
        case .quantile(let quantile, let measure, let labels):
            // Of nothing it is NaN, which no comparison lets through.
            "histogram_quantile(\(quantile), \(writer.sum(writer.rate(measure), labels + [.bound]))) >= 0"
        case .mean(let measure, let divisor, let labels) where measure.metric == divisor.metric:
            "\(writer.sum(writer.rate(measure), labels)) / \(writer.divisor(divisor, labels))"
        case .share(let part, let whole, let labels), .mean(let part, per: let whole, let labels):
            // Nothing at all of the part is no series; where there is something of the whole, that is a zero.
            "(\(writer.sum(writer.rate(part), labels)) or \(writer.sum(writer.rate(whole), labels)) * 0)"
                + " / \(writer.divisor(whole, labels))"
        case .distribution(let measure): writer.sum(writer.over("increase", measure), [.bound])
        }
    }

    private struct Writer {
        let surroundings: Surroundings

        func series(_ measure: Measure) -> String {
            let matchers = surroundings.filters(measure.metric) + measure.matchers
            return matchers.isEmpty ? measure.name : "\(measure.name){\(matchers.map(\.text).joined(separator: ", "))}"
        }

        func over(_ function: String, _ measure: Measure) -> String { "\(function)(\(series(measure))[\(surroundings.window)])" }

        func rate(_ measure: Measure) -> String { over("rate", measure) }

        func sum(_ expression: String, _ labels: [Label]) -> String {
            let labels = surroundings.labels + labels
            return labels.isEmpty ? "sum(\(expression))" : "sum by (\(labels.map(\.name).joined(separator: ", "))) (\(expression))"
        }

        func divisor(_ measure: Measure, _ labels: [Label]) -> String { "(\(sum(rate(measure), labels)) > 0)" }
    }
}
