import GlueJSON

/// An expression that Prometheus computes at an interval and keeps under a name of its own.
public struct RecordingRule: Sendable {
    public let query: Query
    /// What is done to the metric, in a word.
    let operation: String
    /// Over which time.
    let window: String

    /// - Parameter operation: What is done to the metric, such as `rate`; the window is added.
    public init(_ query: Query, _ operation: String, window: String = "5m") {
        self.query = query
        self.operation = operation
        self.window = window
    }

    /// `level:metric:operations`, by which one sees what was summed up.
    ///
    /// Source: Prometheus, "Recording rules", "Naming".
    public var name: String {
        let level = ([.job] + query.labels).map(\.name).joined(separator: "_")
        return "\(level):\(query.measures.first?.name ?? ""):\(operation)\(window)"
    }

    public var expression: String { query.text(in: .rule(window: window)) }

    var json: JSONValue { ["record": .string(name), "expr": .string(expression)] }
}
