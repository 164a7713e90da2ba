/// A query of a panel, and what its answers are called.
public struct Target: Sendable, Hashable {
    public let query: Query
    let name: String?

    /// - Parameter name: What stands in the legend; nil for the values of the query's labels.
    public init(_ query: Query, _ name: String? = nil) {
        self.query = query
        self.name = name
    }

    /// The legend as Grafana fills it in.
    var legend: String {
        let labels = query.labels.map { "{{\($0.name)}}" }.joined(separator: " / ")
        guard let name else { return labels.isEmpty ? "all" : labels }
        return labels.isEmpty ? name : "\(name) \(labels)"
    }

    func surroundings(in form: Panel.Form) -> Surroundings { form.isNumber ? .number : .graph }
}
