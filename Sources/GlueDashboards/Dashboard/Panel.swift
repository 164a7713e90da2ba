/// A part of a dashboard that answers one question.
public struct Panel: Sendable {
    /// How the answer is drawn.
    public enum Form: Sendable, Hashable {
        /// A number over the whole time that is shown.
        case number
        /// A line for each answer.
        case graph
        /// A bar for each answer, over the whole time that is shown.
        case bars
        /// The spread of a histogram over time.
        case heatmap

        /// Whether it shows one moment: the end of the time that is shown, looking back over all of it.
        var isNumber: Bool { self == .number || self == .bars }
    }

    public let title: String
    /// What the panel says and what to make of it.
    public let description: String
    public let form: Form
    public let targets: [Target]
    /// What stands there where there is no answer.
    public let noValue: String
    /// The bounds of a range that is fine, and of one that is not yet bad; nil where neither is known.
    var thresholds: (warning: Double, critical: Double)?

    public init(_ title: String, _ description: String, _ form: Form, _ targets: Target..., noValue: String = "No traffic") {
        self.title = title
        self.description = description
        self.form = form
        self.targets = targets
        self.noValue = noValue
    }

    /// That of its first query; all have the same.
    public var unit: PanelUnit { targets.first?.query.unit ?? .events }

    /// Coloured by what is fine.
    public func thresholds(warning: Double, critical: Double) -> Panel {
        var panel = self
        panel.thresholds = (warning, critical)
        return panel
    }

    /// The median and what is slow, for a histogram.
    public static func percentiles(_ title: String, _ description: String, of spread: Measure, noValue: String = "No traffic") -> Panel {
        Panel(
            title,
            description,
            .graph,
            Target(.quantile(0.5, spread), "p50"),
            Target(.quantile(0.95, spread), "p95"),
            Target(.quantile(0.99, spread), "p99"),
            noValue: noValue
        )
    }
}
