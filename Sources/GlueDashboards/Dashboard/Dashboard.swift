public import GlueSemantics

/// A dashboard of Grafana: rows of panels, narrowed by what is chosen at its top.
public struct Dashboard: Sendable {
    /// Stays the same for ever: links and later imports know the dashboard by it.
    public let uid: String
    public let title: String
    public let description: String
    /// The metric whose series say which services and models there are to choose from.
    let lead: MetricDefinition
    /// Whether a model can be chosen.
    var choosesModel: Bool { lead.isToldByModel }
    public let rows: [Row]

    public init(uid: String, title: String, description: String, lead: MetricDefinition, rows: [Row]) {
        self.uid = uid
        self.title = title
        self.description = description
        self.lead = lead
        self.rows = rows
    }
}
