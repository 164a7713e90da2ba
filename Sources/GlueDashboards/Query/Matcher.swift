/// Which series of a metric are meant, by one of their labels.
public struct Matcher: Sendable, Hashable {
    enum Operator: String, Sendable {
        case equal = "="
        case unequal = "!="
        case matching = "=~"
    }

    let label: Label
    let comparison: Operator
    let value: String

    public static func equal(_ label: Label, _ value: String) -> Self { Self(label: label, comparison: .equal, value: value) }

    public static func unequal(_ label: Label, _ value: String) -> Self { Self(label: label, comparison: .unequal, value: value) }

    /// - Parameter expression: A regular expression for the whole value; a variable of a dashboard, too.
    public static func matching(_ label: Label, _ expression: String) -> Self {
        Self(label: label, comparison: .matching, value: expression)
    }

    /// The series that have the label. An empty value is none to Prometheus.
    public static func present(_ label: Label) -> Self { Self(label: label, comparison: .unequal, value: "") }

    var text: String {
        let escaped = value.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: #"\\"#)
            .split(separator: "\"", omittingEmptySubsequences: false).joined(separator: #"\""#)
        return "\(label.name)\(comparison.rawValue)\"\(escaped)\""
    }
}
