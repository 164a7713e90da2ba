/// What somebody is told of, once it has lasted.
public struct AlertRule: Sendable {
    public enum Severity: String, Sendable {
        /// To be looked at in working hours.
        case warning
        /// To be looked at now.
        case critical
    }

    public let name: String
    public let severity: Severity
    let query: Query
    /// What is too much, in the query's unit.
    let threshold: Double
    /// Over which time the query looks back.
    let window: String
    /// How long it has to be so.
    let lasting: String
    /// One sentence. `{value}` and `{job}` stand for what is found, as does each label of the query.
    let summary: String
    /// What it means and where to look.
    let description: String
    /// Series that it has to tell of, and such that it must not.
    let examples: [AlertExample]

    public init(
        _ name: String,
        _ severity: Severity,
        _ query: Query,
        above threshold: Double,
        window: String = "5m",
        lasting: String,
        summary: String,
        description: String,
        examples: [AlertExample]
    ) {
        self.name = name
        self.severity = severity
        self.query = query
        self.threshold = threshold
        self.window = window
        self.lasting = lasting
        self.summary = summary
        self.description = description
        self.examples = examples
    }

    public var expression: String { "(\(query.text(in: .rule(window: window)))) > \(threshold.plain)" }

    /// The labels of its alerts.
    var labels: [Label] { [.job] + query.labels }
}

extension Double {
    /// Without a fraction where there is none.
    var plain: String { Int(exactly: self).map(String.init) ?? description }
}
